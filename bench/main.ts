// Measures this system and its peers on the servers of the usual ports, prints tables and writes them as JSON.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runBenchmark } from './benchmark.ts';
import { readOptions } from './options.ts';
import { benchmarkTables } from './report/benchmark-tables.ts';
import { printTables } from './report/print-tables.ts';
import { requireServers } from './system/require-servers.ts';

const options = readOptions();
await requireServers();
await mkdir(options.output, { recursive: true });
const write = async (name: string, content: string): Promise<void> => {
  const file = join(options.output, name);
  await writeFile(file, content);
  console.log(`Written: ${file}`);
};

const benchmark = await runBenchmark(options);
printTables(Object.values(benchmarkTables(benchmark)).flat());
await write('benchmark.json', `${JSON.stringify(benchmark, null, 1)}\n`);
