import type { Curve } from '../draw/curves.ts';
import { drawCurves } from '../draw/curves.ts';
import type { GrowthLevel } from '../growth/measure-growth.ts';
import type { Percentiles } from '../percentiles.ts';
import { digits, type FigureTable } from './figure-table.ts';

const p50 = (of: Percentiles | null): number => of?.p50 ?? Number.NaN;
const most = (of: Readonly<Record<string, number>>): number => Math.max(...Object.values(of));

/** What is measured at every level: its column, with the unit, and the name of its curve if it is drawn. */
const figures: readonly (readonly [column: string, of: (level: GrowthLevel) => number, curve?: string])[] = [
  ['settled/s', ({ measurement }) => measurement.settledPerSecond],
  ['an empty one', ({ emptyBeside }) => emptyBeside.settledPerSecond],
  [
    '% of it',
    ({ measurement, emptyBeside }) => (100 * measurement.settledPerSecond) / emptyBeside.settledPerSecond,
    'settled/s of empty',
  ],
  ['settled p99 ms', ({ measurement }) => measurement.settled?.p99 ?? Number.NaN],
  ['one order ms', ({ reads }) => p50(reads.order), 'one order'],
  ['its replay ms', ({ reads }) => p50(reads.replay), 'its replay'],
  ['first page ms', ({ reads }) => p50(reads.firstPage), 'first page'],
  ['later page ms', ({ reads }) => p50(reads.laterPage)],
  ['slowest start ms', ({ startMs }) => most(startMs), 'slowest start'],
  ['largest process MB', ({ memory }) => most(memory) / 1e6, 'largest process'],
];

/** What each costs with ever more orders stored; reads are medians. */
export const growthTable = (levels: readonly GrowthLevel[]): FigureTable => ({
  title: 'With so many settled orders stored',
  head: ['orders', 'GB', ...figures.map(([column]) => column)],
  rows: levels.map((level) => [
    digits(level.storedOrders),
    digits(level.storedBytes / 1e9),
    ...figures.map(([, of]) => digits(of(level))),
  ]),
});

/** The same as lines, each in per cent of what it was with the fewest orders: flat is good. */
export const drawGrowth = (levels: readonly GrowthLevel[]): string => {
  const [first] = levels;
  if (!first) return '';
  const curves = figures.flatMap(([, of, name]): Curve[] =>
    name === undefined
      ? []
      : [
          {
            name,
            points: levels.map((level) => [level.storedOrders, (100 * of(level)) / of(first)] as const),
          },
        ],
  );
  return drawCurves('In per cent of the figures with few orders stored', 'orders stored', curves);
};
