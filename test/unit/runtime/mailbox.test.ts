import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Intake } from '../../../runtime/actor/intake.ts';
import { createMailbox } from '../../../runtime/actor/mailbox.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { toyStream } from '../../support/toy-definition.ts';
import { Open } from '../../support/toy-machine.ts';
import { toyMessage } from '../../support/toy-message.ts';

const intake = (id: string): Intake => ({
  message: toyMessage(Open, { id }, id),
  streamId: toyStream(id),
  recorded: true,
  settle: () => {},
  fail: () => {},
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
    const { mailbox, batches, nth, end } = startMailbox(2);
    for (const id of ['one', 'two', 'three']) mailbox.add(intake(id));
    await nth(1);
    end();
    await nth(2);
    assert.deepEqual(batches, [['one', 'two'], ['three']]);
  });

  test('that rests hands a lone message on at once, and makes one batch of what comes while it rests', async () => {
    const { mailbox, batches, clock, nth, end } = startMailbox(50, 20);
    mailbox.add(intake('one'));
    await nth(1);
    mailbox.add(intake('two'));
    end();
    await clock.scheduled();
    mailbox.add(intake('three'));
    clock.advance(19);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(batches, [['one']]);
    clock.advance(1);
    await nth(2);
    assert.deepEqual(batches, [['one'], ['two', 'three']]);
  });

  test('that rests hands a full batch on at once', async () => {
    const { mailbox, batches, nth, end } = startMailbox(2, 20);
    mailbox.add(intake('one'));
    await nth(1);
    for (const id of ['two', 'three']) mailbox.add(intake(id));
    end();
    await nth(2);
    assert.deepEqual(batches, [['one'], ['two', 'three']]);
  });

  test('that rests hands on what it has when it is closed', async () => {
    const { mailbox, batches, clock, nth, end } = startMailbox(50, 20);
    mailbox.add(intake('one'));
    await nth(1);
    mailbox.add(intake('two'));
    end();
    await clock.scheduled();
    const closing = mailbox.close();
    await nth(2);
    end();
    await closing;
    assert.deepEqual(batches, [['one'], ['two']]);
    assert.equal(clock.waiting(), 0);
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
