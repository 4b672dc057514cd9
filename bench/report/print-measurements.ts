import Table from 'cli-table3';
import { describeLoad } from '../describe-load.ts';
import type { Measurement } from '../measurement.ts';
import { combineRounds } from './combine-rounds.ts';

const plain = { style: { head: [], border: [] } };
const times = (of: Measurement['answered']): string =>
  of ? `${of.p50.toFixed(1)} / ${of.p95.toFixed(1)} / ${of.p99.toFixed(1)}` : '';
const sum = (of: Readonly<Record<string, number>>): number => Object.values(of).reduce((a, b) => a + b, 0);

/** Prints what was measured of one contender: of several rounds the medians. */
export const printMeasurements = (name: string, rounds: readonly (readonly Measurement[])[]): void => {
  const measurements = combineRounds(rounds);
  const loads = new Table({
    ...plain,
    head: [
      name,
      'orders',
      'settled/s',
      'finished/s',
      'answered p50/p95/p99 ms',
      'settled p50/p95/p99 ms',
      'client busy',
    ],
  });
  for (const each of measurements)
    loads.push([
      describeLoad(each.load),
      each.orders,
      each.settledPerSecond.toFixed(0),
      each.finishedPerSecond.toFixed(0),
      times(each.answered),
      times(each.settled),
      `${(each.clientBusy * 100).toFixed(0)} %`,
    ]);
  console.log(loads.toString());
  const processes = Object.keys(measurements[0]?.cpuMsPerOrder ?? {});
  const cpu = new Table({ ...plain, head: ['CPU-ms per order', ...processes, 'all'] });
  for (const { load, cpuMsPerOrder } of measurements)
    cpu.push([
      describeLoad(load),
      ...processes.map((process) => (cpuMsPerOrder[process] ?? 0).toFixed(2)),
      sum(cpuMsPerOrder).toFixed(2),
    ]);
  console.log(cpu.toString());
  const services = Object.keys(measurements[0]?.batches ?? {});
  if (services.length > 0) {
    const batches = new Table({ ...plain, head: ['messages in a commit, its ms', ...services] });
    for (const { load, batches: of } of measurements)
      batches.push([
        describeLoad(load),
        ...services.map(
          (service) => `${of[service]?.meanMessages.toFixed(1)}, ${of[service]?.meanCommitMs.toFixed(1)}`,
        ),
      ]);
    console.log(batches.toString());
  }
  const last = measurements.at(-1);
  if (!last) return;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  console.log(
    `Peak memory: ${Object.entries(last.peakMemory)
      .map(([process, bytes]) => `${process} ${megabytes(bytes)}`)
      .join(', ')}`,
  );
  for (const { load, bytesPerOrder, walBytesPerOrder } of measurements)
    console.log(
      `Stored per order (${describeLoad(load)}): ${(sum(bytesPerOrder) / 1e3).toFixed(1)} kB, ${(walBytesPerOrder / 1e3).toFixed(1)} kB of log`,
    );
};
