import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Broker } from '../../runtime/broker/broker.ts';
import { type BinaryMode, inBinaryMode } from '../../runtime/broker/wire-content.ts';
import { toWire } from '../../runtime/delivery/wire-message.ts';
import type { Database } from '../../runtime/store/database.ts';
import { newPGlite } from '../support/new-pglite.ts';
import { type OperatedToys, operateToys } from '../support/operated-toys.ts';
import { Add, Open } from '../support/toy-machine.ts';
import { toyMessage } from '../support/toy-message.ts';
import { waitFor } from '../support/wait-for.ts';
import { clearToys, countOf } from './runtime/toy-database.ts';

describe('what the wire makes a dead letter', { timeout: 60_000 }, () => {
  let database: Database;
  let toys: OperatedToys;
  let broker: Broker;
  let refusing = false;
  before(async () => {
    database = await newPGlite();
    toys = await operateToys(database, {
      around: (real) => {
        broker = real;
        return {
          ...real,
          publish: async (messages) =>
            refusing
              ? messages.map(() => ({ confirmed: false, reason: 'broker/not-encodable' }))
              : real.publish(messages),
        };
      },
    });
  });
  beforeEach(() => clearToys(database));
  after(async () => {
    await toys.close();
    await database.destroy();
  });

  const onlyLetter = () =>
    waitFor('a dead letter', async () => {
      const { body } = await toys.call('GET', '/dead-letters');
      return body.deadLetters.length === 1 && body.deadLetters[0];
    });
  const countsTo = (count: number) =>
    waitFor(`a count of ${count}`, async () => Object((await toys.read('a'))?.context).count === count);
  const adding = (id: string, changed: (whole: BinaryMode) => Partial<BinaryMode>) => {
    const wire = toWire(toyMessage(Add, { id: 'a', by: 3 }, id), 'command');
    const whole = inBinaryMode(wire.content);
    return { ...wire, content: { ...whole, ...changed(whole) } };
  };

  it('and whose bytes are no JSON is mended by new data', async () => {
    await toys.send(Open, { id: 'a' });
    await broker.publish([adding('torn', () => ({ body: Buffer.from([0xff, 0x00, 0x7b]) }))]);
    const dead = await onlyLetter();
    assert.equal(dead.code, 'message/malformed');
    const { body } = await toys.call('GET', `/dead-letters/${dead.id}`);
    assert.deepEqual(body.body, { base64: '/wB7' });
    const redriven = await toys.call('POST', `/dead-letters/${dead.id}/redrive`, {
      reason: 'written anew',
      payload: { id: 'a', by: 7 },
    });
    assert.equal(redriven.status, 202);
    await countsTo(7);
    assert.equal(await countOf(database, 'held_messages'), 0);
  });

  it('and that lacks an attribute is mended by it, and refused with another attribute that is wrong', async () => {
    await toys.send(Open, { id: 'a' });
    const nameless = adding('nameless', ({ headers: { 'cloudEvents:type': _, ...headers } }) => ({
      headers,
    }));
    await broker.publish([nameless]);
    const dead = await onlyLetter();
    assert.equal(dead.code, 'message/missing-header');
    const redrive = (corrected: object) =>
      toys.call('POST', `/dead-letters/${dead.id}/redrive`, { reason: 'named', headers: corrected });
    for (const [wrong, cause] of [
      [{ 'cloudEvents:type': 'Nothing' }, 'message/unknown-type'],
      [{ 'cloudEvents:type': 'Counted' }, 'message/invalid-data'],
      [{ 'cloudEvents:schemaversion': '1' }, 'message/missing-header'],
    ] as const) {
      const refused = await redrive(wrong);
      assert.deepEqual([refused.status, refused.body.code], [422, 'dead-letter/invalid-payload']);
      assert.equal(refused.body.cause, cause);
    }
    assert.equal((await redrive({ 'x-death': 'none' })).body.code, 'http/invalid-request');
    assert.equal((await redrive({ 'cloudEvents:type': 'Add' })).status, 202);
    await countsTo(3);
  });

  it('and that was handled after all changes nothing when it is redriven', async () => {
    await toys.send(Open, { id: 'a' });
    await toys.send(Add, { id: 'a', by: 3 }, 'repeated');
    await broker.publish([adding('repeated', () => ({ body: Buffer.from('{') }))]);
    const dead = await onlyLetter();
    await toys.call('POST', `/dead-letters/${dead.id}/redrive`, {
      reason: 'whole again',
      payload: { id: 'a', by: 3 },
    });
    await waitFor('nothing held', async () => (await countOf(database, 'held_messages')) === 0);
    await countsTo(3);
  });

  for (const path of ['one', 'all'] as const)
    it(`and that the broker did not take goes back to the outbox, ${path} at a time`, async () => {
      refusing = true;
      await toys.send(Open, { id: 'a' });
      await toys.send(Add, { id: 'a', by: 3 });
      const dead = await onlyLetter();
      assert.deepEqual([dead.kind, dead.type, dead.code], ['outgoing', 'Counted', 'broker/not-encodable']);
      const redrive = () =>
        path === 'one'
          ? toys.call('POST', `/dead-letters/${dead.id}/redrive`, { reason: 'again' })
          : toys.call('POST', '/dead-letters/redrive', { all: true, reason: 'again' });
      const failed = await redrive();
      assert.deepEqual([failed.status, failed.body.total], [202, 1]);
      const ended = (redriveId: string) =>
        waitFor('the end of the redrive', async () => {
          const { body } = await toys.call('GET', `/redrives/${redriveId}`);
          return body.waiting === 0 && [body.succeeded, body.failed];
        });
      assert.deepEqual(await ended(failed.body.redriveId), [0, 1]);
      refusing = false;
      const [again] = (await toys.call('GET', '/dead-letters')).body.deadLetters;
      const { body } = await toys.call('POST', `/dead-letters/${again.id}/redrive`, { reason: 'and again' });
      assert.deepEqual(await ended(body.redriveId), [1, 0]);
      assert.ok(toys.published.some(({ messageId }) => messageId === dead.messageId));
    });
});
