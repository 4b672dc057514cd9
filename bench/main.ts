// Measures this system and its peers on the servers of the usual ports, prints tables and writes them as JSON.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runBenchmark } from './benchmark.ts';
import { measureGrowth } from './growth/measure-growth.ts';
import { readOptions } from './options.ts';
import { drawProfile, profileStages } from './profile/profile-stages.ts';
import { benchmarkTables } from './report/benchmark-tables.ts';
import type { FigureTable } from './report/figure-table.ts';
import { drawGrowth, growthTable } from './report/growth-tables.ts';
import { printTables } from './report/print-tables.ts';
import { drawSoak, soakTable } from './report/soak-tables.ts';
import { measureSoak } from './soak/soak.ts';
import { runInterruptibly } from './system/interruption.ts';
import { requireServers } from './system/require-servers.ts';

const options = readOptions();
await requireServers();
await mkdir(options.output, { recursive: true });

const write = async (name: string, content: string): Promise<void> => {
  const file = join(options.output, name);
  await writeFile(file, content);
  console.log(`Written: ${file}`);
};
const keep = async (name: string, result: unknown, tables: readonly FigureTable[], picture?: string) => {
  printTables(tables);
  await write(`${name}.json`, `${JSON.stringify(result)}\n`);
  if (picture) await write(`${name}.svg`, picture);
};

await runInterruptibly(async () => {
  if (options.growth !== undefined) {
    const { growth: orders, seconds, rounds } = options;
    const levels = await measureGrowth({ orders, seconds, rounds });
    await keep('growth', levels, [growthTable(levels)], drawGrowth(levels));
  } else if (options.soak !== undefined) {
    const soak = await measureSoak(options.soak);
    await keep('soak', soak, [soakTable(soak)], drawSoak(soak));
  } else if (options.profile) {
    const profile = await profileStages(options.seconds);
    await keep('profile', profile, [], drawProfile(profile));
  } else {
    const benchmark = await runBenchmark(options, (soFar) =>
      write('benchmark.json', `${JSON.stringify(soFar)}\n`),
    );
    await keep('benchmark', benchmark, Object.values(benchmarkTables(benchmark)).flat());
  }
});
