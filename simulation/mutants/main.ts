// `npm run simulate:mutants`: puts each defect into a copy of the source and counts the seeds until it is found.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Mutant, pipelineMutants } from './pipeline-mutants.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const mostSeeds = 200;

const copySource = (to: string): void => {
  const tracked = execFileSync('git', ['ls-files', '-z', '*.ts', '*.json'], { cwd: root })
    .toString()
    .split('\0');
  for (const file of tracked.filter(Boolean)) cpSync(join(root, file), join(to, file));
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
const findIn = (folder: string): { readonly seeds: number; readonly found: string } | undefined => {
  const args = ['--import', 'tsx', 'simulation/main.ts', '--seeds', String(mostSeeds), '--until-failure'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  const [, seed, found] = /^seed (\d+) FAILS: (.*)$/m.exec(stdout) ?? [];
  if (!/seeds from \d+,/.test(stdout)) throw new Error(stderr || stdout);
  return seed && found ? { seeds: Number(seed), found } : undefined;
};

const wanted = process.argv.slice(2);
for (const mutant of pipelineMutants) {
  if (wanted.length > 0 && !wanted.includes(mutant.name)) continue;
  const folder = mkdtempSync(join(tmpdir(), 'mutant-'));
  try {
    copySource(folder);
    apply(folder, mutant);
    const result = findIn(folder);
    if (!result) process.exitCode = 1;
    console.log(
      `| ${mutant.name} | ${result ? `${result.seeds} | ${result.found}` : `not in ${mostSeeds} |`} |`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
