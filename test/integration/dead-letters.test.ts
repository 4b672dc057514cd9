import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';
import { newPGlite } from '../support/new-pglite.ts';
import { type OperatedToys, operateToys } from '../support/operated-toys.ts';
import { Add, Arm, Open, poisonousNumber } from '../support/toy-machine.ts';
import { waitFor } from '../support/wait-for.ts';
import { clearToys, countOf, rowsOf } from './runtime/toy-database.ts';

describe('a dead letter', { timeout: 60_000 }, () => {
  let database: Database;
  let toys: OperatedToys;
  before(async () => {
    database = await newPGlite();
    toys = await operateToys(database);
  });
  beforeEach(async () => {
    await clearToys(database);
    await sql`truncate ${sql.table('order.held_message_actions')}`.execute(database);
  });
  after(async () => {
    await toys.close();
    await database.destroy();
  });

  const list = async (query = '') => (await toys.call('GET', `/dead-letters${query}`)).body.deadLetters;
  const added = async () => {
    const rows = await rowsOf<{ type: string; data: { by: number } }>(database, 'events', 'version');
    return rows.filter(({ type }) => type === 'Added').map(({ data }) => data.by);
  };
  const nothingHeld = () =>
    waitFor('nothing held', async () => (await countOf(database, 'held_messages')) === 0);
  /** A toy with one dead letter, and five messages parked behind it. */
  const blockToy = async (): Promise<string> => {
    await toys.send(Open, { id: 'a' });
    await toys.send(Add, { id: 'a', by: poisonousNumber }, 'the poison');
    for (const by of [1, 2, 3, 4, 5]) await toys.send(Add, { id: 'a', by });
    const [dead] = await list('?state=dead');
    return dead.id;
  };

  it('is shown whole, with the schema of its type and what waits behind it', async () => {
    const id = await blockToy();
    const { status, body } = await toys.call('GET', `/dead-letters/${id}`);
    assert.equal(status, 200);
    assert.deepEqual(body.body, { json: { id: 'a', by: poisonousNumber } });
    assert.equal(body.headers['cloudEvents:id'], 'the poison');
    assert.deepEqual(body.schema, JSON.parse(JSON.stringify(Add.schema)));
    assert.match(body.stack, /toy\/poisonous|cannot take/);
    const { state, service, type, streamId, code, attempts, parkedBehind, actions } = body;
    assert.deepEqual(
      { state, service, type, streamId, code, attempts, parkedBehind, actions },
      {
        state: 'dead',
        service: 'order',
        type: 'Add',
        streamId: 'toy-a',
        code: 'toy/poisonous',
        attempts: 1,
        parkedBehind: 5,
        actions: [],
      },
    );
  });

  it('is handled with the data that an operator put into it, and what was parked follows in order', async () => {
    const id = await blockToy();
    const reason = 'the number was wrong';
    const redriven = await toys.call('POST', `/dead-letters/${id}/redrive`, {
      reason,
      payload: { id: 'a', by: 10 },
    });
    assert.deepEqual([redriven.status, redriven.body.total], [202, 1]);
    await nothingHeld();
    assert.deepEqual(await added(), [10, 1, 2, 3, 4, 5]);
    const progress = await toys.call('GET', `/redrives/${redriven.body.redriveId}`);
    assert.deepEqual(progress.body, {
      redriveId: redriven.body.redriveId,
      total: 1,
      waiting: 0,
      blocked: 0,
      succeeded: 1,
      failed: 0,
    });
    const audit = await toys.call('GET', '/dead-letters/audit');
    const [action] = audit.body.actions;
    assert.equal(audit.body.actions.length, 1);
    assert.deepEqual(
      [action.deadLetterId, action.action, action.operator, action.reason, action.redriveId],
      [id, 'redrive', 'ada', reason, redriven.body.redriveId],
    );
    assert.deepEqual(action.before, { json: { id: 'a', by: poisonousNumber } });
    assert.deepEqual(action.after, { json: { id: 'a', by: 10 } });
  });

  it('is given up when it is discarded, and what was parked follows in order', async () => {
    const id = await blockToy();
    const discarded = await toys.call('POST', `/dead-letters/${id}/discard`, { reason: 'nobody needs it' });
    assert.deepEqual([discarded.status, discarded.body], [200, { id, discarded: true }]);
    await nothingHeld();
    assert.deepEqual(await added(), [1, 2, 3, 4, 5]);
    const [action] = (await toys.call('GET', '/dead-letters/audit')).body.actions;
    assert.deepEqual([action.action, action.reason, action.type], ['discard', 'nobody needs it', 'Add']);
    assert.deepEqual(action.before, { json: { id: 'a', by: poisonousNumber } });
    const gone = await toys.call('GET', `/dead-letters/${id}`);
    assert.deepEqual([gone.status, gone.body.code], [404, 'dead-letter/unknown']);
  });

  it('fails again when nothing was mended, and is counted as such', async () => {
    const id = await blockToy();
    const { body } = await toys.call('POST', `/dead-letters/${id}/redrive`, { reason: 'hope' });
    const failed = await waitFor('the redrive to have failed', async () => {
      const progress = await toys.call('GET', `/redrives/${body.redriveId}`);
      return progress.body.waiting === 0 && progress.body;
    });
    assert.deepEqual([failed.failed, failed.succeeded], [1, 0]);
    const shown = await toys.call('GET', `/dead-letters/${id}`);
    assert.deepEqual([shown.body.state, shown.body.attempts, shown.body.parkedBehind], ['dead', 1, 5]);
    assert.deepEqual(await added(), []);
    // Dealt with again, it still has failed in the first redrive.
    await toys.call('POST', `/dead-letters/${id}/discard`, { reason: 'enough' });
    assert.equal((await toys.call('GET', `/redrives/${body.redriveId}`)).body.failed, 1);
  });

  for (const [what, payload, problem] of [
    ['does not fit the schema', { id: 'a', by: 'many' }, /payload\/by must be integer/],
    ['lacks a field', { id: 'a' }, /by/],
    ['is no object', 7, /payload must be object/],
    ['names another actor', { id: 'b', by: 1 }, /held for toy-a and would now be for toy-b/],
    ['holds what cannot be stored', { id: 'a', by: 1, note: '\0' }, /NUL/],
  ] as const)
    it(`keeps its data when the new data ${what}`, async () => {
      const id = await blockToy();
      const refused = await toys.call('POST', `/dead-letters/${id}/redrive`, { reason: 'mended', payload });
      const code = what.includes('stored') ? 'http/unstorable-text' : 'dead-letter/invalid-payload';
      assert.equal(refused.body.code, code);
      assert.match(refused.body.detail, problem);
      const { body } = await toys.call('GET', `/dead-letters/${id}`);
      assert.deepEqual([body.state, body.body.json.by, body.actions], ['dead', poisonousNumber, []]);
    });

  it('is redriven and discarded only when it is dead', async () => {
    const id = await blockToy();
    const [parked] = await list('?state=parked');
    const reason = 'impatience';
    for (const path of [`/dead-letters/${parked.id}/redrive`, `/dead-letters/${parked.id}/discard`]) {
      const refused = await toys.call('POST', path, { reason });
      assert.deepEqual([refused.status, refused.body.code], [409, 'dead-letter/not-dead']);
    }
    for (const [path, code] of [
      ['/dead-letters/order-999999/redrive', 'dead-letter/unknown'],
      ['/dead-letters/nowhere-1/redrive', 'dead-letter/not-here'],
      [`/dead-letters/${id}/redrive`, 'http/invalid-request'],
    ] as const)
      assert.equal((await toys.call('POST', path, path.includes(id) ? {} : { reason })).body.code, code);
  });

  it('that is a timer takes its timer with it when it is discarded', async () => {
    await toys.send(Open, { id: 'a' });
    await toys.send(Arm, { id: 'a' });
    const [timer] = await rowsOf<{ timer_id: string; due_at: Date }>(database, 'timers', 'due_at');
    assert.ok(timer);
    const headers = {
      'cloudEvents:id': 'a timer',
      'cloudEvents:type': timer.timer_id,
      'cloudEvents:source': 'order',
      'cloudEvents:subject': 'toy-a',
      'cloudEvents:time': timer.due_at.toISOString(),
      'cloudEvents:schemaversion': '1',
      'cloudEvents:subjectversion': '0',
      'cloudEvents:correlationid': 'c',
      'cloudEvents:causationid': 'c',
      'x-timer-due-at': String(timer.due_at.getTime()),
    };
    await sql`insert into ${sql.table('order.held_messages')} (state, kind, stream_id, message_id, type, headers, body,
        attempts, due_at, error_code, error_message, first_seen_at, last_seen_at)
      values ('dead', 'timer', 'toy-a', 'a timer', ${timer.timer_id}, ${JSON.stringify(headers)}::jsonb,
        convert_to('{}', 'UTF8'), 1, now(), 'x', 'x', now(), now())`.execute(database);
    const before = await countOf(database, 'timers');
    const [dead] = await list('?state=dead');
    const edited = await toys.call('POST', `/dead-letters/${dead.id}/redrive`, { reason: 'x', payload: {} });
    assert.equal(edited.body.code, 'dead-letter/invalid-payload');
    await toys.call('POST', `/dead-letters/${dead.id}/discard`, { reason: 'too late anyway' });
    assert.equal(await countOf(database, 'timers'), before - 1);
  });
});
