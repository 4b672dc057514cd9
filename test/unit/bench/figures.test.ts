import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Benchmark } from '../../../bench/benchmark.ts';
import type { Measurement } from '../../../bench/measurement.ts';
import { median, percentiles } from '../../../bench/percentiles.ts';
import { benchmarkTables } from '../../../bench/report/benchmark-tables.ts';
import { asMarkdown } from '../../../bench/report/figure-table.ts';
import { fillPage } from '../../../bench/report/fill-page.ts';
import { slopeOf } from '../../../bench/report/soak-tables.ts';

test('percentiles are durations that were measured, by nearest rank', () => {
  const durations = Array.from({ length: 200 }, (_, index) => 200 - index);
  assert.deepEqual(percentiles(durations), { count: 200, p50: 100, p95: 190, p99: 198, highest: 200 });
  assert.equal(percentiles([]), null);
});

test('the median of an even number is between the two in the middle', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([9, 1, 5, 6]), 5.5);
});

test('the trend of a line is its slope, whatever lies around it evenly', () => {
  const points = Array.from({ length: 100 }, (_, x) => [x, 3 * x + 7 + (x % 2)] as const);
  assert.ok(Math.abs(slopeOf(points) - 3) < 0.01);
});

test('tables are put between the marks of their place, and what is not measured says so', () => {
  const mark = (name: string) => `before\n<!-- figures: ${name} -->\nold\n<!-- end of figures -->\nafter\n`;
  const table = { title: 'Ours', head: ['load', 'a second'], rows: [['64', '1']] };
  const page = fillPage(mark('ours') + mark('soak'), { ours: [asMarkdown(table)] });
  assert.match(page, /\*\*Ours\*\*\n\n\| load \| a second \|\n\| --- \| ---: \|\n\| 64 \| 1 \|/);
  assert.match(page, /<!-- figures: soak -->\n\n\*Not measured yet\.\*\n/);
  assert.doesNotMatch(page, /old/);
  assert.equal(fillPage(page, { ours: [asMarkdown(table)] }), page);
});

test('peers are compared round by round, and a round in which one came to no result counts for nothing', () => {
  const settled = (settledPerSecond: number): Measurement => ({
    load: { arrival: { kind: 'closed', connections: 64 }, mix: 'regular', seconds: 6 },
    orders: 1,
    refused: 0,
    settledPerSecond,
    finishedPerSecond: 0,
    answered: null,
    settled: null,
    cpuMsPerOrder: {},
    clientBusy: 0,
    clientLoopDelayP99: 0,
    peakMemory: {},
    bytesPerOrder: {},
    walBytesPerOrder: 0,
    batches: {},
  });
  const benchmark: Benchmark = {
    machine: { measuredAt: '', processor: '', cores: 2, memoryBytes: 0, versions: {}, postgres: {} },
    quick: false,
    seconds: 6,
    contenders: {
      ours: [[settled(300)], [settled(400)], [settled(500)]],
      peer: [[], [settled(100)], [settled(200)]],
    },
    ceilings: [],
    embedded: null,
  };
  const [medians, rounds] = benchmarkTables(benchmark).comparison ?? [];
  assert.deepEqual(medians?.rows, [['64 connections', '400', '150', '2.67×']]);
  assert.deepEqual(rounds?.rows, [
    ['1', '–'],
    ['2', '4.00×'],
    ['3', '2.50×'],
  ]);
});
