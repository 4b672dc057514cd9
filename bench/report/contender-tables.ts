import { describeLoad } from '../describe-load.ts';
import type { Measurement } from '../measurement.ts';
import type { Percentiles } from '../percentiles.ts';
import { combineRounds } from './combine-rounds.ts';
import { digits, type FigureTable } from './figure-table.ts';

/** Everything that was measured of one contender: of several rounds the medians. */
export const contenderTables = (
  name: string,
  rounds: readonly (readonly Measurement[])[],
): readonly FigureTable[] => {
  const measurements = combineRounds(rounds);
  const batches = Object.keys(measurements[0]?.batches ?? {});
  return [
    loadTable(name, measurements),
    cpuTable(name, measurements),
    ...(batches.length > 0 ? [batchTable(name, measurements, batches)] : []),
    costTable(name, measurements),
  ];
};

const times = (of: Percentiles | null): readonly string[] =>
  of ? [digits(of.p50), digits(of.p95), digits(of.p99)] : ['–', '–', '–'];
const sum = (of: Readonly<Record<string, number>>): number => Object.values(of).reduce((a, b) => a + b, 0);
/** Also those that only some loads have. */
const keysOf = (all: readonly Readonly<Record<string, unknown>>[]): string[] => [
  ...new Set(all.flatMap(Object.keys)),
];

const loadTable = (name: string, measurements: readonly Measurement[]): FigureTable => ({
  title: `${name}: orders a second, and milliseconds`,
  head: [
    'load',
    'orders',
    'settled/s',
    'finished/s',
    'refused',
    ...['answered', 'settled'].flatMap((what) => [`${what} p50`, 'p95', 'p99']),
    'client busy',
  ],
  rows: measurements.map((each) => [
    describeLoad(each.load),
    digits(each.orders),
    digits(each.settledPerSecond),
    digits(each.finishedPerSecond),
    String(each.refused),
    ...times(each.answered),
    ...times(each.settled),
    `${Math.round(each.clientBusy * 100)} %`,
  ]),
});

const cpuTable = (name: string, measurements: readonly Measurement[]): FigureTable => {
  const processes = keysOf(measurements.map((each) => each.cpuMsPerOrder));
  return {
    title: `${name}: milliseconds of CPU an order`,
    head: ['load', ...processes, 'all'],
    rows: measurements.map(({ load, cpuMsPerOrder }) => [
      describeLoad(load),
      ...processes.map((process) => digits(cpuMsPerOrder[process] ?? 0)),
      digits(sum(cpuMsPerOrder)),
    ]),
  };
};

const batchTable = (
  name: string,
  measurements: readonly Measurement[],
  services: readonly string[],
): FigureTable => ({
  title: `${name}: messages in a commit, and its milliseconds`,
  head: ['load', ...services],
  rows: measurements.map(({ load, batches }) => [
    describeLoad(load),
    ...services.map((service) => {
      const { meanMessages = Number.NaN, meanCommitMs = Number.NaN } = batches[service] ?? {};
      return `${digits(meanMessages)}, ${digits(meanCommitMs)}`;
    }),
  ]),
});

const costTable = (name: string, measurements: readonly Measurement[]): FigureTable => {
  const processes = keysOf(measurements.map((each) => each.peakMemory));
  return {
    title: `${name}: megabytes at most, and kilobytes stored an order`,
    head: ['load', ...processes, 'stored', 'write-ahead log'],
    rows: measurements.map(({ load, peakMemory, bytesPerOrder, walBytesPerOrder }) => [
      describeLoad(load),
      ...processes.map((process) => digits((peakMemory[process] ?? Number.NaN) / 1e6)),
      digits(sum(bytesPerOrder) / 1e3),
      digits(walBytesPerOrder / 1e3),
    ]),
  };
};
