import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLiveValue } from '../../../runtime/http/live-value.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const summary = (at: number, unitsSold: number) => ({ at: new Date(at).toISOString(), unitsSold });

/** A live summary of figures that the test sets, on a clock that the test moves. */
const start = () => {
  const clock = createManualClock();
  const faults: unknown[] = [];
  const figures = { sold: 1, readings: 0, fails: false };
  const read = async () => {
    figures.readings += 1;
    if (figures.fails) throw new Error('the database is away');
    return summary(clock.now(), figures.sold);
  };
  const live = createLiveValue(clock, 'summary', read, (error) => faults.push(error));
  const listen = () => {
    const leaving = new AbortController();
    const events = live.events(leaving.signal)[Symbol.asyncIterator]();
    return {
      next: async () => {
        const { value } = await events.next();
        return value && { id: value.id, sold: value.data.unitsSold };
      },
      leave: async () => {
        leaving.abort();
        await events.return?.();
      },
    };
  };
  /** Lets the reading under way end, then a second pass. */
  const tick = async () => {
    await clock.scheduled();
    clock.advance(1000);
    await clock.scheduled();
  };
  return { clock, live, listen, tick, figures, faults };
};

test('a listener gets the figures now, and again only when they have changed', async () => {
  const { clock, listen, tick, figures, live } = start();
  const listener = listen();
  assert.deepEqual(await listener.next(), { id: clock.now(), sold: 1 });
  const next = listener.next();
  await tick();
  figures.sold = 2;
  await tick();
  assert.deepEqual(await next, { id: clock.now(), sold: 2 });
  assert.equal(figures.readings, 3);
  await listener.leave();
  await live.stopped();
  assert.equal(clock.waiting(), 0);
});

test('all listeners share the readings, and one who comes later gets the latest at once', async () => {
  const { clock, listen, tick, figures, live } = start();
  const first = listen();
  await first.next();
  const second = listen();
  assert.deepEqual(await second.next(), { id: clock.now(), sold: 1 });
  figures.sold = 2;
  const both = [first.next(), second.next()];
  await tick();
  assert.deepEqual(
    (await Promise.all(both)).map((each) => each?.sold),
    [2, 2],
  );
  assert.equal(figures.readings, 2);
  await Promise.all([first.leave(), second.leave()]);
  await live.stopped();
});

test('nothing is read when nobody listens, and who comes then gets no old figures', async () => {
  const { clock, listen, figures, live } = start();
  const first = listen();
  await first.next();
  const waiting = first.next();
  await first.leave();
  assert.equal(await waiting, undefined);
  await live.stopped();
  assert.equal(clock.waiting(), 0);
  clock.advance(10_000);
  assert.equal(figures.readings, 1);
  figures.sold = 2;
  const later = listen();
  assert.deepEqual(await later.next(), { id: clock.now(), sold: 2 });
  await later.leave();
  await live.stopped();
});

test('a reading that fails is told and made again a second later', async () => {
  const { listen, tick, figures, faults, live } = start();
  figures.fails = true;
  const listener = listen();
  const next = listener.next();
  await tick();
  figures.fails = false;
  await tick();
  assert.equal((await next)?.sold, 1);
  assert.equal(faults.length, 2);
  await listener.leave();
  await live.stopped();
});
