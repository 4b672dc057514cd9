import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { newPGlite } from '../support/new-pglite.ts';
import { brittleToy, type OperatedToys, operateToys } from '../support/operated-toys.ts';
import { Add, Nudged, Open, poisonousNumber } from '../support/toy-machine.ts';
import { waitFor } from '../support/wait-for.ts';
import { clearToys, rowsOf } from './runtime/toy-database.ts';

describe('many dead letters', { timeout: 60_000 }, () => {
  let database: Database;
  let toys: OperatedToys;
  let clock: ManualClock;
  let mended: boolean;
  before(async () => {
    database = await newPGlite();
  });
  beforeEach(async () => {
    clock = createManualClock();
    mended = false;
    toys = await operateToys(database, { clock, definition: brittleToy(() => mended) });
    await clearToys(database);
  });
  // What stops waits on its clock; this one stands still.
  afterEach(() => toys.close());
  after(() => database.destroy());

  const ids = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}`);
  /** Each of another toy, a millisecond apart. */
  const poison = async (toyIds: readonly string[]) => {
    for (const id of toyIds) {
      await toys.send(Open, { id });
      await toys.send(Add, { id, by: poisonousNumber });
      clock.advance(1);
    }
  };
  const progressOf = async (redriveId: string) => (await toys.call('GET', `/redrives/${redriveId}`)).body;
  const reason = 'the code is mended';

  it('are redriven at the rate that was asked for, in order, and their progress is told', async () => {
    await poison(ids(10));
    mended = true;
    const { status, body } = await toys.call('POST', '/dead-letters/redrive', {
      code: 'toy/poisonous',
      ratePerSecond: 4,
      reason,
    });
    assert.deepEqual([status, body.total], [202, 10]);
    const rows = await rowsOf<{ id: number; due_at: Date }>(database, 'held_messages', 'id');
    const last = rows.at(-1)?.due_at.getTime() ?? 0;
    assert.equal(last - clock.now(), 2_250);
    const succeeded = (count: number) =>
      waitFor(`${count} to have succeeded`, async () => {
        const progress = await progressOf(body.redriveId);
        assert.ok(progress.succeeded <= count, 'too fast');
        return progress.succeeded === count && progress;
      });
    await succeeded(1);
    for (const count of [2, 3, 4, 5, 6, 7, 8, 9, 10]) {
      await clock.scheduled();
      clock.advance(250);
      assert.equal((await succeeded(count)).waiting, 10 - count);
    }
    assert.deepEqual(await succeeded(10), {
      redriveId: body.redriveId,
      total: 10,
      waiting: 0,
      blocked: 0,
      succeeded: 10,
      failed: 0,
    });
    const events = await rowsOf<{ type: string; stream_id: string }>(database, 'events', 'position');
    assert.deepEqual(
      events.filter(({ type }) => type === 'Added').map(({ stream_id }) => stream_id),
      ids(10).map((id) => `toy-${id}`),
    );
  });

  it('that wait behind another one of their actor are told as blocked until that is dealt with', async () => {
    await poison(['1']);
    await sql`insert into ${sql.table('order.held_messages')} (state, kind, stream_id, message_id, type, headers, body,
        attempts, due_at, error_code, error_message, first_seen_at, last_seen_at)
      select state, kind, stream_id, 'second', type, headers || '{"cloudEvents:id": "second"}', body, attempts,
          due_at, error_code, error_message, first_seen_at + interval '1 second', last_seen_at
        from ${sql.table('order.held_messages')}`.execute(database);
    const [second, first] = (await toys.call('GET', '/dead-letters')).body.deadLetters;
    mended = true;
    const { body } = await toys.call('POST', `/dead-letters/${second.id}/redrive`, { reason });
    const { waiting, blocked } = await progressOf(body.redriveId);
    assert.deepEqual([waiting, blocked], [1, 1]);
    await toys.call('POST', `/dead-letters/${first.id}/discard`, { reason });
    await waitFor('the other to succeed', async () => (await progressOf(body.redriveId)).succeeded === 1);
  });

  it('that fail again are counted', async () => {
    await poison(['1', '2']);
    const { body } = await toys.call('POST', '/dead-letters/redrive', { type: 'Add', reason });
    assert.equal(body.total, 2);
    clock.advance(1_000);
    const progress = await waitFor('both to have failed', async () => {
      const now = await progressOf(body.redriveId);
      return now.waiting === 0 && now;
    });
    assert.deepEqual([progress.failed, progress.succeeded], [2, 0]);
  });

  it('are chosen by type, code or service, or all of them; a redrive without a choice is refused', async () => {
    await poison(['1', '2', '3']);
    const redrive = async (selection: object) =>
      (await toys.call('POST', '/dead-letters/redrive', { ...selection, reason })).body;
    assert.equal((await redrive({})).code, 'dead-letter/no-selection');
    assert.equal((await redrive({ all: true, ratePerSecond: 0 })).code, 'http/invalid-request');
    for (const none of [{ type: 'Open' }, { code: 'toy/other' }, { service: 'payment' }])
      assert.equal((await redrive(none)).total, 0);
    mended = true;
    assert.equal((await redrive({ all: true, type: 'Add' })).total, 3);
    assert.equal((await redrive({ all: true })).total, 0);
  });

  it('are grouped by cause, whatever ids and numbers their errors name', async () => {
    await poison(['1', '22', '7d444840-9dc0-41d1-b245-5ffdce74fad2']);
    // What waits behind is no failure of its own.
    await toys.send(Nudged, { id: '1' });
    const { causes } = (await toys.call('GET', '/dead-letters/causes')).body;
    assert.deepEqual(
      causes.map(({ message, count, dead, code, type }: Record<string, unknown>) => [
        message,
        count,
        dead,
        code,
        type,
      ]),
      [
        ['The toy # cannot take #', 2, 2, 'toy/poisonous', 'Add'],
        ['The toy … cannot take #', 1, 1, 'toy/poisonous', 'Add'],
      ],
    );
    const shown = await toys.call('GET', `/dead-letters/${causes[0].example}`);
    assert.equal(shown.body.streamId, 'toy-22');
  });

  it('are read page by page, newest first, while others come in', async () => {
    await poison(ids(7));
    const streams: string[] = [];
    let cursor = '';
    do {
      const { body } = await toys.call('GET', `/dead-letters?limit=3${cursor}`);
      streams.push(...body.deadLetters.map(({ streamId }: { streamId: string }) => streamId));
      cursor = body.next === undefined ? '' : `&cursor=${body.next}`;
      await poison([`late-${streams.length}`]);
    } while (cursor !== '');
    assert.deepEqual(
      streams,
      ids(7)
        .reverse()
        .map((id) => `toy-${id}`),
    );
    const one = await toys.call('GET', '/dead-letters?streamId=toy-3&type=Add&code=toy/poisonous');
    assert.equal(one.body.deadLetters.length, 1);
    const related = await toys.call('GET', '/dead-letters?correlationId=4/root&service=order');
    assert.equal(related.body.deadLetters[0].streamId, 'toy-4');
    assert.equal((await toys.call('GET', '/dead-letters?cursor=nonsense')).body.code, 'http/invalid-cursor');
    assert.equal((await toys.call('GET', '/dead-letters?state=lost')).body.code, 'http/invalid-request');
  });
});
