import { run } from 'node:test';

type TestEvent = { readonly type: string; readonly data?: unknown };

interface EventData {
  readonly name?: string;
  readonly nesting?: number;
}

/**
 * Runs the modules, `concurrency` of them side by side, each in a process of its own that ends after `timeoutMs`, and
 * yields the events of node:test. `onFailure` is called for each failure, and for a file that holds no test: node:test
 * lets that one pass.
 */
export async function* runGroups(
  modules: readonly string[],
  concurrency: number,
  timeoutMs: number,
  onFailure: (problem?: string) => void,
): AsyncGenerator<TestEvent> {
  // The tests of a file come before the end of its suite, and no others between them.
  let hasTests = false;
  // The options of this process (`--import tsx`) are handed on to each module's process by node:test itself.
  for await (const event of run({ files: [...modules], concurrency, timeout: timeoutMs })) {
    const { name, nesting }: EventData = event.data ?? {};
    if (event.type === 'test:fail') onFailure();
    if (event.type === 'test:pass' || event.type === 'test:fail') {
      if (nesting === 0 && !hasTests) onFailure(`${name} holds no test.`);
      hasTests = nesting !== 0;
    }
    yield event;
  }
}
