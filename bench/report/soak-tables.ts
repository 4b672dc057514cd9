import { drawCurves } from '../draw/curves.ts';
import type { Soak } from '../soak/soak.ts';
import { digits, type FigureTable } from './figure-table.ts';

/** What was sampled while the load lasted: the processes rest while the orders are checked, and their memory falls. */
const underLoad = ({ minutes, samples }: Soak): Soak['samples'] =>
  samples.filter(({ seconds }) => seconds <= minutes * 60);

/** Beginning, end, most, and the trend of the second half: by then caches and heaps are full. */
export const soakTable = (soak: Soak): FigureTable => {
  const { minutes, measurement } = soak;
  const samples = underLoad(soak);
  return {
    title:
      `Memory in MB through ${digits(minutes)} minutes at 75 % of the maximum: ` +
      `${digits(measurement.orders)} orders, settled p99 ${digits(measurement.settled?.p99 ?? Number.NaN)} ms`,
    head: ['process', 'at first', 'at last', 'at most', 'trend MB/min'],
    rows: Object.keys(samples[0]?.memory ?? {}).map((process) => {
      const points = samples.map(
        ({ seconds, memory }) => [seconds / 60, (memory[process] ?? 0) / 1e6] as const,
      );
      const megabytes = points.map(([, y]) => y);
      return [
        process,
        digits(megabytes[0] ?? Number.NaN),
        digits(megabytes.at(-1) ?? Number.NaN),
        digits(Math.max(...megabytes)),
        slopeOf(points.slice(Math.floor(points.length / 2))).toFixed(2),
      ];
    }),
  };
};

/** By least squares. */
export const slopeOf = (points: readonly (readonly [x: number, y: number])[]): number => {
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point[0]), mean((point) => point[1])];
  return mean((point) => (point[0] - x) * (point[1] - y)) / mean((point) => (point[0] - x) ** 2);
};

export const drawSoak = (soak: Soak): string => {
  const samples = underLoad(soak);
  return drawCurves(
    'Resident memory through the soak (MB)',
    'minutes',
    Object.keys(samples[0]?.memory ?? {}).map((process) => ({
      name: process,
      points: samples.map(({ seconds, memory }) => [seconds / 60, (memory[process] ?? 0) / 1e6] as const),
    })),
  );
};
