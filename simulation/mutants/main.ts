// `npm run simulate:mutants`: puts each defect into a copy of the source and counts the seeds until it is found.
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Mutant, pipelineMutants } from './pipeline-mutants.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const mostSeeds = 200;

/** As it stands, committed or not. */
const copySource = (to: string): void => {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.ts', '*.json'];
  const files = execFileSync('git', list, { cwd: root }).toString().split('\0').filter(Boolean);
  for (const file of files.filter((each) => existsSync(join(root, each))))
    cpSync(join(root, file), join(to, file));
  symlinkSync(join(root, 'node_modules'), join(to, 'node_modules'));
};

const apply = (folder: string, { changes }: Mutant): void => {
  for (const { file, from, to } of changes) {
    const source = readFileSync(join(folder, file), 'utf8');
    if (source.split(from).length !== 2) throw new Error(`${file} does not have "${from}" once`);
    writeFileSync(
      join(folder, file),
      source.replace(from, () => to),
    );
  }
};

/** What the first failing seed said, and how many it took; undefined when none failed. */
const findIn = async (
  folder: string,
): Promise<{ readonly seeds: number; readonly found: string } | undefined> => {
  const args = ['--import', 'tsx', 'simulation/main.ts', '--seeds', String(mostSeeds), '--until-failure'];
  const options = { cwd: folder, signal: stopping.signal };
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
    // It ends with 1 when a seed fails, as it should.
    execFile(process.execPath, args, options, (_error, out, err) => resolve({ stdout: out, stderr: err }));
  });
  stopping.signal.throwIfAborted();
  if (!/seeds from \d+,/.test(stdout)) throw new Error(stderr || stdout);
  // Seeds run side by side: a later one may have been told of first.
  return [...stdout.matchAll(/^seed (\d+) FAILS: (.*)$/gm)]
    .map(([, seed, found = '']) => ({ seeds: Number(seed), found }))
    .sort((one, other) => one.seeds - other.seeds)[0];
};

/** Who is told to stop takes the copies away first. */
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

const wanted = process.argv.slice(2);
for (const mutant of pipelineMutants) {
  if (wanted.length > 0 && !wanted.includes(mutant.name)) continue;
  const folder = mkdtempSync(join(tmpdir(), 'mutant-'));
  try {
    copySource(folder);
    apply(folder, mutant);
    const result = await findIn(folder);
    if (!result) process.exitCode = 1;
    console.log(
      `| ${mutant.name} | ${result ? `${result.seeds} | ${result.found}` : `not in ${mostSeeds} |`} |`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
