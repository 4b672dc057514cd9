import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Intake } from '../../../runtime/actor/intake.ts';
import { createMailbox, type Mailbox } from '../../../runtime/actor/mailbox.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { toyStream } from '../../support/toy-definition.ts';
import { Open } from '../../support/toy-machine.ts';
import { toyMessage } from '../../support/toy-message.ts';

/** A command over HTTP: somebody waits for its answer. */
const command = (id: string): Intake => ({
  message: toyMessage(Open, { id }, id),
  streamId: toyStream(id),
  recorded: true,
  settle: () => {},
  fail: () => {},
});

/** A message of the broker. */
const intake = (id: string): Intake => ({
  ...command(id),
  heldForm: () => ({ kind: 'message', headers: {}, body: Buffer.alloc(0) }),
});

/** A mailbox whose commits end when the test says so. */
const startMailbox = (batchSize: number, restMs = 0) => {
  const batches: string[][] = [];
  const ends: (() => void)[] = [];
  const waiting: (() => void)[] = [];
  const clock = createManualClock();
  const mailbox = createMailbox({ batchSize, restMs, clock }, (batch) => {
    batches.push(batch.map(({ message }) => message.id));
    for (const resolve of waiting.splice(0)) resolve();
    return new Promise((resolve) => void ends.push(resolve));
  });
  const nth = async (count: number): Promise<void> => {
    while (batches.length < count) await new Promise<void>((resolve) => void waiting.push(resolve));
  };
  return { mailbox, batches, clock, nth, end: () => ends.shift()?.() };
};

describe('a mailbox', () => {
  test('hands a lone message on at once', async () => {
    const { mailbox, batches, nth } = startMailbox(50);
    mailbox.add(intake('one'));
    await nth(1);
    assert.deepEqual(batches, [['one']]);
  });

  test('makes one batch of what arrives while another is being committed, in order', async () => {
    const { mailbox, batches, nth, end } = startMailbox(50);
    mailbox.add(intake('one'));
    await nth(1);
    for (const id of ['two', 'three', 'four']) mailbox.add(intake(id));
    assert.equal(mailbox.size(), 3);
    end();
    await nth(2);
    assert.deepEqual(batches, [['one'], ['two', 'three', 'four']]);
  });

  test('makes no batch larger than its size', async () => {
    const { mailbox, batches, clock, nth, end } = startMailbox(2);
    for (const id of ['one', 'two', 'three']) mailbox.add(intake(id));
    await nth(1);
    clock.advance(30);
    end();
    await nth(2);
    assert.deepEqual(batches, [['one', 'two'], ['three']]);
  });

  /** One whose first batch, of two messages, began 5 ms ago and is committed. */
  const startBusy = async (batchSize: number) => {
    const busy = startMailbox(batchSize);
    for (const id of ['one', 'two']) busy.mailbox.add(intake(id));
    await busy.nth(1);
    busy.clock.advance(5);
    busy.end();
    await turn();
    return busy;
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  test('begins a batch no sooner than its interval after the last began, with all that came meanwhile', async () => {
    const { mailbox, batches, clock, nth } = await startBusy(50);
    mailbox.add(intake('three'));
    await clock.scheduled();
    mailbox.add(intake('four'));
    clock.advance(24);
    await turn();
    assert.deepEqual(batches, [['one', 'two']]);
    clock.advance(1);
    await nth(2);
    assert.deepEqual(batches, [
      ['one', 'two'],
      ['three', 'four'],
    ]);
  });

  test('does not wait for its interval when the commit took longer', async () => {
    const { mailbox, batches, clock, nth } = await startBusy(50);
    clock.advance(25);
    mailbox.add(intake('three'));
    await nth(2);
    assert.deepEqual(batches, [['one', 'two'], ['three']]);
  });

  test('does not wait for its interval after a lone message', async () => {
    const { mailbox, batches, nth, end } = startMailbox(50);
    mailbox.add(intake('one'));
    await nth(1);
    mailbox.add(intake('two'));
    end();
    await nth(2);
    assert.deepEqual(batches, [['one'], ['two']]);
  });

  for (const [reason, batchSize, next] of [
    ['when a batch is full', 2, intake('four')],
    ['for a command that somebody waits for', 50, command('four')],
  ] as const) {
    test(`ends its interval ${reason}`, async () => {
      const { mailbox, batches, clock, nth } = await startBusy(batchSize);
      mailbox.add(intake('three'));
      await clock.scheduled();
      mailbox.add(next);
      await nth(2);
      assert.deepEqual(batches, [
        ['one', 'two'],
        ['three', 'four'],
      ]);
      assert.equal(clock.waiting(), 0);
    });
  }

  for (const [reason, batchSize, arrive] of [
    ['a command waits', 50, (mailbox: Mailbox) => mailbox.add(command('three'))],
    ['a full batch waits', 2, (mailbox: Mailbox) => ['three', 'four'].map((id) => mailbox.add(intake(id)))],
    ['it is to close', 50, (mailbox: Mailbox) => [mailbox.add(intake('three')), mailbox.close()]],
  ] as const) {
    test(`begins no interval after a commit during which it came that ${reason}`, async () => {
      const { mailbox, clock, nth, end } = startMailbox(batchSize);
      for (const id of ['one', 'two']) mailbox.add(intake(id));
      await nth(1);
      arrive(mailbox);
      end();
      await nth(2);
      assert.equal(clock.waiting(), 0);
    });
  }

  test('ends its interval when it is closed', async () => {
    const { mailbox, batches, clock, nth, end } = await startBusy(50);
    mailbox.add(intake('three'));
    await clock.scheduled();
    const closing = mailbox.close();
    await nth(2);
    end();
    await closing;
    assert.deepEqual(batches, [['one', 'two'], ['three']]);
    assert.equal(clock.waiting(), 0);
  });

  test('that rests begins a batch no sooner than its rest after the last ended, also after a lone message', async () => {
    const { mailbox, batches, clock, nth, end } = startMailbox(50, 50);
    mailbox.add(intake('one'));
    await nth(1);
    mailbox.add(intake('two'));
    clock.advance(30);
    end();
    await clock.scheduled();
    mailbox.add(intake('three'));
    clock.advance(49);
    await turn();
    assert.deepEqual(batches, [['one']]);
    clock.advance(1);
    await nth(2);
    assert.deepEqual(batches, [['one'], ['two', 'three']]);
  });

  test('goes on after it was empty', async () => {
    const { mailbox, batches, nth, end } = startMailbox(50);
    mailbox.add(intake('one'));
    await nth(1);
    end();
    await new Promise((resolve) => setImmediate(resolve));
    mailbox.add(intake('two'));
    await nth(2);
    assert.deepEqual(batches, [['one'], ['two']]);
  });

  test('commits what waits before it is closed, and takes nothing more', async () => {
    const { mailbox, batches, nth, end } = startMailbox(1);
    mailbox.add(intake('one'));
    mailbox.add(intake('two'));
    await nth(1);
    let closed = false;
    const closing = mailbox.close().then(() => {
      closed = true;
    });
    assert.throws(() => mailbox.add(intake('three')), { code: 'service/stopping' });
    end();
    await nth(2);
    assert.equal(closed, false);
    end();
    await closing;
    assert.deepEqual(batches, [['one'], ['two']]);
  });

  test('refuses more than it can remember', () => {
    const { mailbox } = startMailbox(1);
    for (let count = 0; count < 10_000; count += 1) mailbox.add(intake('one'));
    assert.throws(() => mailbox.add(intake('two')), { code: 'mailbox/full', consequence: 'transient' });
  });
});
