// Runs the tests: `node --import tsx test/run.ts [folder or file …]`.
// The files are listed here because on Node 20 `node --test <folder>` finds no TypeScript and calls that a success.
import { Readable } from 'node:stream';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { runInTurn } from './support/run-in-turn.ts';
import { addressOf, isReachable, type ServerName } from './support/servers.ts';
import { findTestFiles } from './support/test-files.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** A file that takes longer hangs; the slowest takes a fraction of it. */
const fileTimeoutMs = 600_000;
/** Two at a time keep a two-core machine busy; more only makes the servers slower for each. */
const sideBySide = 2;

const unreachable = async (names: readonly ServerName[]): Promise<readonly ServerName[]> => {
  const answers = await Promise.all(names.map((name) => isReachable(name)));
  return names.filter((_, index) => !answers[index]);
};

const fail = (message: string): void => {
  console.error(message);
  process.exitCode = 1;
};

const main = async (): Promise<void> => {
  const paths = process.argv.slice(2);
  const all = findTestFiles(root, paths);
  if (all.length === 0) return fail(`No test file at ${paths.join(', ') || 'test/'}: nothing was tested.`);

  const missing = await unreachable([...new Set(all.flatMap((file) => file.needs))]);
  const runnable = all.filter((file) => !file.needs.some((name) => missing.includes(name)));
  if (missing.length > 0) {
    const where = missing.map((name) => `${name} at ${addressOf(name)}`).join(', ');
    if (process.env.REQUIRE_SERVICES === '1') {
      return fail(
        `REQUIRE_SERVICES=1, but there is no ${where}. Start it, or name another address in the URL.`,
      );
    }
    console.log(`Left out ${all.length - runnable.length} of ${all.length} test files: no ${where}.`);
    if (runnable.length === 0) return fail('Nothing was tested.');
  }

  // Whole systems measure and fill the machine: they get it to themselves, after the rest.
  const [endToEnd, rest] = [true, false].map((wanted) =>
    runnable.filter(({ name }) => name.startsWith('test/end-to-end/') === wanted).map(({ path }) => path),
  );
  const problems = new Set<string>();
  const events = runInTurn(
    [
      { files: rest ?? [], concurrency: sideBySide },
      { files: endToEnd ?? [], concurrency: 1 },
    ],
    fileTimeoutMs,
    (problem) => {
      process.exitCode = 1;
      if (problem) problems.add(problem);
    },
  );
  for await (const text of Readable.from(events).compose<NodeJS.ReadWriteStream>(new spec())) {
    process.stdout.write(text);
  }
  for (const problem of problems) console.error(problem);
};

await main();
