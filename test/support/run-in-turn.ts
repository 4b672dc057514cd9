import { run } from 'node:test';

type TestEvent = { readonly type: string; readonly data?: unknown };

/** Modules of test files that may run side by side, `concurrency` at a time. */
export interface Batch {
  readonly modules: readonly string[];
  readonly concurrency: number;
}

interface EventData {
  readonly name?: string;
  readonly nesting?: number;
  readonly message?: string;
}
const total = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) ([\d.]+)$/;

/**
 * Runs the batches one after the other, each module in a process of its own that ends after `timeoutMs`, and yields
 * the events of all as of one run: the totals of the batches are added up and come once, at the end.
 * `onFailure` is called for each failure, and for a file that holds no test: node:test lets that one pass.
 */
export async function* runInTurn(
  batches: readonly Batch[],
  timeoutMs: number,
  onFailure: (problem?: string) => void,
): AsyncGenerator<TestEvent> {
  const totals = new Map<string, number>();
  // The tests of a file come before the end of its suite, and no others between them.
  let hasTests = false;
  for (const { modules, concurrency } of batches.filter((batch) => batch.modules.length > 0)) {
    // The options of this process (`--import tsx`) are handed on to each module's process by node:test itself.
    for await (const event of run({ files: [...modules], concurrency, timeout: timeoutMs })) {
      const data: EventData = event.data ?? {};
      const [, name, figure] = (data.nesting === 0 && total.exec(data.message ?? '')) || [];
      if (event.type === 'test:diagnostic' && name !== undefined) {
        totals.set(name, (totals.get(name) ?? 0) + Number(figure));
        continue;
      }
      if (event.type === 'test:fail') onFailure();
      if (event.type === 'test:pass' || event.type === 'test:fail') {
        if (data.nesting === 0 && !hasTests) onFailure(`${data.name} holds no test.`);
        hasTests = data.nesting !== 0;
      }
      yield event;
    }
  }
  for (const [name, figure] of totals) {
    yield { type: 'test:diagnostic', data: { nesting: 0, message: `${name} ${figure}`, level: 'info' } };
  }
}
