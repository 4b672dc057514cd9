import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import { businessFigures } from '../../actors/analytics/business-figures.ts';
import { readSummary } from '../../actors/analytics/read-summary.ts';
import { messageTypes } from '../../contracts/message-types.ts';
import { projectBatch, resetProjection } from '../../runtime/projection/project-batch.ts';
import type { Database } from '../../runtime/store/database.ts';
import { businessDay } from './business-day.ts';
import { type RunningAnalytics, runAnalytics, type SentEvent } from './running-analytics.ts';

const start = Date.UTC(2026, 0, 1, 9);
const now = start + 30 * 60_000;
const nothing: Awaited<ReturnType<typeof readSummary>> = {
  at: new Date(now).toISOString(),
  orders: {
    placed: 0,
    confirmed: 0,
    cancelled: 0,
    fulfilled: 0,
    shipped: 0,
    delivered: 0,
    completed: 0,
    returned: 0,
    needsAttention: 0,
  },
  cancellations: [],
  money: [],
  unitsSold: 0,
  settling: { windowHours: 3, orders: 0, p50Ms: null, p95Ms: null, p99Ms: null, minutes: [] },
  topProducts: { byUnits: [], byRevenue: [] },
  minutes: [],
  lowStock: { atMost: 10, products: [] },
};

/** What analytics must do on every database. `open` gives a migrated one without a row, `close` ends it. */
export const describeAnalytics = (
  name: string,
  open: () => Promise<{ database: Database; close(): Promise<void> }>,
): void => {
  describe(`analytics on ${name}`, () => {
    const { events, figures } = businessDay(start);
    const expected = { at: new Date(now).toISOString(), ...figures };
    let database: Database;
    let closeDatabase: () => Promise<void>;
    let running: RunningAnalytics;
    beforeEach(async () => {
      ({ database, close: closeDatabase } = await open());
      running = await runAnalytics(database);
    });
    afterEach(async () => {
      await running.close();
      await closeDatabase();
    });

    const figuresAfter = async (...told: (readonly SentEvent[])[]) => {
      for (const some of told) {
        await running.tell(some);
        await running.caughtUp();
      }
      return readSummary(database, now);
    };

    test('there are figures before anything was heard', async () => {
      assert.deepEqual(await readSummary(database, now), nothing);
    });

    test('the figures follow from what was heard', async () => {
      assert.deepEqual(await figuresAfter(events), expected);
    });

    test('the figures are the same when the last event comes first and each is delivered twice', async () => {
      const backwards = events.toReversed();
      // One by one at first, so that no batch can put them into order; then all again.
      const alone = backwards.map((event) => [event]);
      assert.deepEqual(await figuresAfter(...alone, backwards, events), expected);
    });

    test('what one batch adds to a stream stands in the log in the order of its versions', async () => {
      await running.tell(events);
      const { rows } = await sql<{ versions: number[] }>`
        select array_agg(version::integer order by transaction_id, position) as versions
          from analytics.events group by stream_id`.execute(database);
      assert.ok(rows.some(({ versions }) => versions.length > 3));
      for (const { versions } of rows) {
        assert.deepEqual(
          versions,
          versions.map((_version, index) => index + 1),
        );
      }
    });

    test('figures that are rebuilt from the log are the same', async () => {
      await figuresAfter(events);
      await running.close();
      await resetProjection(database, 'analytics', businessFigures);
      assert.deepEqual(await readSummary(database, now), nothing);
      while (await projectBatch(database, 'analytics', businessFigures, messageTypes));
      assert.deepEqual(await readSummary(database, now), expected);
    });

    test('what lies hours back counts in the sums and no longer in the window', async () => {
      await figuresAfter(events);
      const later = now + 24 * 3_600_000;
      assert.deepEqual(await readSummary(database, later), {
        ...expected,
        at: new Date(later).toISOString(),
        settling: nothing.settling,
        minutes: [],
      });
    });

    test('an event without a time that can be read is set aside and holds nothing up', async () => {
      const [first, ...others] = events;
      assert.ok(first);
      const timeless = { ...first, id: 'timeless', time: 'yesterday' };
      assert.deepEqual(await figuresAfter([timeless], [first, ...others]), expected);
      const { rows } = await sql<{ errorCode: string }>`
        select error_code as "errorCode" from analytics.held_messages`.execute(database);
      assert.deepEqual(rows, [{ errorCode: 'message/missing-header' }]);
    });
  });
};
