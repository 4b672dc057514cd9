import type { Benchmark } from '../benchmark.ts';
import { describeLoad } from '../describe-load.ts';
import type { Measurement } from '../measurement.ts';
import { median } from '../percentiles.ts';
import { bestRate } from '../sweep.ts';
import { combineRounds } from './combine-rounds.ts';
import { contenderTables } from './contender-tables.ts';
import { digits, type FigureTable } from './figure-table.ts';

/** The tables of a run by the name of their place on the page. */
export const benchmarkTables = (benchmark: Benchmark): Readonly<Record<string, readonly FigureTable[]>> => ({
  machine: [machineTable(benchmark)],
  comparison: comparisonTables(benchmark),
  ...Object.fromEntries(
    Object.entries(benchmark.contenders).map(([name, rounds]) => [name, contenderTables(name, rounds)]),
  ),
  ceilings: ceilingTables(benchmark),
  embedded: embeddedTables(benchmark),
});

const machineTable = ({ machine, seconds, contenders }: Benchmark): FigureTable => ({
  title: 'The machine and its settings',
  head: ['what', 'value'],
  rows: [
    ['measured at', machine.measuredAt],
    ['processor', `${machine.processor}, ${machine.cores} cores`],
    ['memory', `${digits(machine.memoryBytes / 1e9)} GB`],
    ...Object.entries(machine.versions),
    ...Object.entries(machine.postgres).map(([name, value]) => [`PostgreSQL ${name}`, value]),
    ['seconds of each load', String(seconds)],
    ['rounds', String(Math.max(0, ...Object.values(contenders).map((rounds) => rounds.length)))],
  ],
});

/**
 * Of every load that ours and a peer were put under: the medians, how many times the peer's ours is, and that round by
 * round, as a machine does not stay equally fast from one to the next.
 */
const comparisonTables = ({ contenders: { ours = [], ...peers } }: Benchmark): readonly FigureTable[] => {
  const names = Object.keys(peers);
  if (ours.length === 0 || names.length === 0) return [];
  const rate = (rounds: readonly (readonly Measurement[])[], load: string): readonly number[] =>
    rounds.flatMap((round) =>
      round.filter((each) => describeLoad(each.load) === load).map((each) => each.settledPerSecond),
    );
  const loads = combineRounds(Object.values(peers)[0] ?? []).map((each) => describeLoad(each.load));
  const times = (own: number, theirs: number) =>
    Number.isNaN(own / theirs) ? '–' : `${(own / theirs).toFixed(2)}×`;
  const roundByRound = (name: string): FigureTable => ({
    title: `Times ${name}, round by round`,
    head: ['round', ...loads],
    rows: ours.map((round, index) => [
      String(index + 1),
      ...loads.map((load) =>
        times(median(rate([round], load)), median(rate([peers[name]?.[index] ?? []], load))),
      ),
    ]),
  });
  return [
    {
      title: 'Orders settled a second, medians of the rounds; how many times as many ours settles',
      head: ['load', 'ours', ...names.flatMap((name) => [name, 'ratio'])],
      rows: loads.map((load) => {
        const own = median(rate(ours, load));
        return [
          load,
          digits(own),
          ...names.flatMap((name) => {
            const theirs = median(rate(peers[name] ?? [], load));
            return [digits(theirs), times(own, theirs)];
          }),
        ];
      }),
    },
    ...names.map(roundByRound),
  ];
};

const ceilingTables = ({ ceilings, contenders: { ours = [] } }: Benchmark): readonly FigureTable[] => {
  if (ceilings.length === 0) return [];
  const best = ours.length > 0 ? bestRate(combineRounds(ours)) : Number.NaN;
  return [
    {
      title: 'What each part could do alone, and how much of it the whole system reaches',
      head: ['part', 'orders/s', 'reached', 'each order needs'],
      rows: ceilings.map(({ name, ordersPerSecond, unit, unitsPerOrder }) => [
        name,
        digits(ordersPerSecond),
        Number.isNaN(best) ? '–' : `${Math.round((best / ordersPerSecond) * 100)} %`,
        `${digits(unitsPerOrder)} ${unit}`,
      ]),
    },
  ];
};

const embeddedTables = ({ embedded }: Benchmark): readonly FigureTable[] => {
  if (!embedded) return [];
  const { connections, settledPerSecond, answered, settled } = embedded;
  return [
    {
      title: `Embedded mode: one process, ${connections} connections`,
      head: [
        'settled/s',
        'answered p50 ms',
        'p99',
        'settled p50 ms',
        'p99',
        'CPU-ms an order',
        'MB at most',
        'cold start ms',
        'warm start ms',
      ],
      rows: [
        [
          digits(settledPerSecond),
          digits(answered?.p50 ?? Number.NaN),
          digits(answered?.p99 ?? Number.NaN),
          digits(settled?.p50 ?? Number.NaN),
          digits(settled?.p99 ?? Number.NaN),
          digits(embedded.cpuMsPerOrder),
          digits(embedded.peakBytes / 1e6),
          digits(embedded.coldStartMs),
          digits(embedded.warmStartMs),
        ],
      ],
    },
  ];
};
