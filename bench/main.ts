// Measures this system and its peers on the servers of the usual ports, prints tables and writes them as JSON.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contender } from './contender.ts';
import type { Measurement } from './measurement.ts';
import { readOptions } from './options.ts';
import { ours } from './ours/ours.ts';
import { dbos } from './peer/dbos.ts';
import { restate } from './peer/restate.ts';
import { planPeerSweep, planSweep } from './plan-sweep.ts';
import { printMeasurements } from './report/print-measurements.ts';
import { sweep } from './sweep.ts';
import { requireServers } from './system/require-servers.ts';

const options = readOptions();
await requireServers();
const contenders: readonly Contender[] =
  options.only === 'ours' ? [ours] : options.only === 'peers' ? [dbos, restate] : [ours, dbos, restate];
const results: Record<string, Measurement[][]> = {};
for (let round = 1; round <= options.rounds; round += 1)
  for (const contender of contenders) {
    const plan = contender === ours ? planSweep(options) : planPeerSweep(options);
    const measured = await sweep(contender, plan, `round ${round}`);
    results[contender.name] = [...(results[contender.name] ?? []), [...measured]];
  }
for (const [name, rounds] of Object.entries(results)) printMeasurements(name, rounds);
await mkdir(options.output, { recursive: true });
await writeFile(join(options.output, 'benchmark.json'), `${JSON.stringify(results, null, 1)}\n`);
