// Measures this system and its peers on the servers of the usual ports, prints tables and writes them as JSON.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readOptions } from './options.ts';
import { ours } from './ours/ours.ts';
import { planSweep } from './plan-sweep.ts';
import { printMeasurements } from './report/print-measurements.ts';
import { sweep } from './sweep.ts';
import { requireServers } from './system/require-servers.ts';

const options = readOptions();
await requireServers();
const rounds = [];
for (let round = 1; round <= options.rounds; round += 1) {
  rounds.push(await sweep(ours, planSweep(options), `round ${round}`));
}
printMeasurements('ours', rounds);
await mkdir(options.output, { recursive: true });
await writeFile(join(options.output, 'benchmark.json'), `${JSON.stringify({ ours: rounds }, null, 1)}\n`);
