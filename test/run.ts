// Runs the tests: `node --enable-source-maps --import tsx test/run.ts [folder or file …]`; without any, all but those of test/faults.
// The files are listed here because on Node 20 `node --test <folder>` finds no TypeScript and calls that a success.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { groupBy } from '../runtime/group-by.ts';
import { isThere, type Need, whereOf } from './support/needs.ts';
import { runGroups } from './support/run-groups.ts';
import { findTestFiles, type TestFile } from './support/test-files.ts';
import { buildTestGroups } from './support/test-group.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Who takes longer hangs; the slowest takes a fraction of it. */
const timeoutMs = 600_000;
/** On two cores: what waits for a server or a browser leaves room for a third (174 s in all where two took 184). */
const sideBySide = 3;
/** They take minutes, because services die and servers stop in them. */
const faults = 'test/faults/';
/** Whole systems: each has a process of its own. */
const isWhole = ({ name }: TestFile): boolean =>
  ['test/end-to-end/', 'test/browser/', faults].some((folder) => name.startsWith(folder));

const absent = async (names: readonly Need[]): Promise<readonly Need[]> => {
  const answers = await Promise.all(names.map((name) => isThere(name)));
  return names.filter((_, index) => !answers[index]);
};

const fail = (message: string): void => {
  console.error(message);
  process.exitCode = 1;
};

/** Groups that take longest, the longest first: what is begun late must be short, or one core waits for the other. */
const longestFirst = [
  'integration',
  'test.browser.console.test.ts',
  'test.end-to-end.five-services.test.ts',
  'test.end-to-end.machine-migration.test.ts',
  'simulation',
  'test.end-to-end.embedded.test.ts',
  'integration-with-servers',
  'test.end-to-end.command-line.test.ts',
  'unit',
  'proofs',
];
const placeOf = (group: string): number => {
  const place = longestFirst.indexOf(group);
  return place < 0 ? longestFirst.length : place;
};

/** A folder is a group, its files that need servers another: what waits for a server lets what computes go on. */
const groupOf = (file: TestFile): string => {
  if (isWhole(file)) return file.name.replaceAll('/', '.');
  return `${file.name.split('/')[1]}${file.needs.length > 0 ? '-with-servers' : ''}`;
};

const main = async (): Promise<void> => {
  const paths = process.argv.slice(2);
  const found = findTestFiles(root, paths);
  const all = paths.length > 0 ? found : found.filter(({ name }) => !name.startsWith(faults));
  if (all.length === 0) return fail(`No test file at ${paths.join(', ') || 'test/'}: nothing was tested.`);
  if (all.length < found.length) {
    console.log(
      `Not run: ${found.length - all.length} files of ${faults}, minutes long: npm run test:faults.`,
    );
  }

  const missing = await absent([...new Set(all.flatMap((file) => file.needs))]);
  const runnable = all.filter((file) => !file.needs.some((name) => missing.includes(name)));
  if (missing.length > 0) {
    const where = missing.map(whereOf).join(', ');
    if (process.env.REQUIRE_SERVICES === '1') {
      return fail(
        `REQUIRE_SERVICES=1, but there is no ${where}. Start or install it, or name another address in the URL.`,
      );
    }
    console.log(`Left out ${all.length - runnable.length} of ${all.length} test files: no ${where}.`);
    if (runnable.length === 0) return fail('Nothing was tested.');
  }

  // What the tests start as processes is what users start.
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs')]);
  const groups = groupBy(runnable, groupOf);
  const { pathOf, remove } = await buildTestGroups(root, groups);
  const inOrder = [...groups.keys()].sort((one, other) => placeOf(one) - placeOf(other));
  try {
    const problems = new Set<string>();
    const events = runGroups(inOrder.map(pathOf), sideBySide, timeoutMs, (problem) => {
      process.exitCode = 1;
      if (problem) problems.add(problem);
    });
    for await (const text of Readable.from(events).compose<NodeJS.ReadWriteStream>(new spec())) {
      process.stdout.write(text);
    }
    for (const problem of problems) console.error(problem);
  } finally {
    remove();
  }
};

await main();
