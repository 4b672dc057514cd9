import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmbeddedBroker } from '../../runtime/broker/embedded-broker.ts';
import { type Clock, systemClock } from '../../runtime/clock.ts';
import { collectDeliveries } from '../support/collected-deliveries.ts';
import { brokerContract, contractTopology, message } from './broker-contract.ts';

brokerContract('The embedded broker', async (topology) => {
  const broker = createEmbeddedBroker({ topology, clock: systemClock });
  return { broker, remove: () => broker.close() };
});

/** Holds what is scheduled until the test lets it happen. */
const heldClock = () => {
  const scheduled: { readonly milliseconds: number; readonly callback: () => void }[] = [];
  const clock: Clock = {
    now: () => 0,
    schedule: (milliseconds, callback) => {
      const entry = { milliseconds, callback };
      scheduled.push(entry);
      return () => {
        const index = scheduled.indexOf(entry);
        if (index >= 0) scheduled.splice(index, 1);
      };
    },
  };
  return { clock, scheduled };
};

/** Lets everything that is due in this turn happen. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('an event counts as confirmed only when every bound queue has acknowledged it', async () => {
  const broker = createEmbeddedBroker({ topology: contractTopology, clock: systemClock });
  const kitchen = await collectDeliveries(broker, 'kitchen', 1);
  const cellar = await collectDeliveries(broker, 'cellar', 1);
  let answer: unknown;
  const published = broker.publish([message('event', 'TableTaken')]).then((results) => {
    answer = results;
  });
  (await kitchen.nth(1)).ack();
  await turn();
  assert.equal(answer, undefined);
  (await cellar.nth(1)).ack();
  await published;
  assert.deepEqual(answer, [{ confirmed: true }]);
});

test('a delivery is never handed out within the call that publishes it', async () => {
  const broker = createEmbeddedBroker({ topology: contractTopology, clock: systemClock });
  const kitchen = await collectDeliveries(broker, 'kitchen', 1, (delivery) => delivery.ack());
  const published = broker.publish([message('command', 'Cook')]);
  assert.equal(kitchen.deliveries.length, 0);
  assert.deepEqual(await published, [{ confirmed: true }]);
});

test('a message that is released again and again waits longer each time, up to 5 s', async () => {
  const { clock, scheduled } = heldClock();
  const broker = createEmbeddedBroker({ topology: contractTopology, clock });
  await collectDeliveries(broker, 'kitchen', 1, (delivery) => delivery.release());
  const published = broker.publish([message('command', 'Cook')]);
  const waits: (number | undefined)[] = [];
  for (let release = 0; release < 9; release += 1) {
    await turn();
    const next = scheduled.shift();
    waits.push(next?.milliseconds);
    next?.callback();
  }
  assert.deepEqual(waits, [50, 100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  await broker.close();
  assert.deepEqual(await published, [{ confirmed: false, reason: 'broker/closed' }]);
});

test('closing answers what is outstanding and leaves no timer', async () => {
  const { clock, scheduled } = heldClock();
  const broker = createEmbeddedBroker({ topology: contractTopology, clock });
  const kitchen = await collectDeliveries(broker, 'kitchen', 2);
  const published = broker.publish([message('command', 'Cook'), message('command', 'Cook')]);
  const held = await kitchen.nth(1);
  (await kitchen.nth(2)).release();
  assert.equal(scheduled.length, 1);
  await broker.close();
  held.ack();
  assert.equal(scheduled.length, 0);
  const closed = { confirmed: false, reason: 'broker/closed' };
  assert.deepEqual(await published, [closed, closed]);
});

test('several consumers of a queue take turns', async () => {
  const broker = createEmbeddedBroker({ topology: contractTopology, clock: systemClock });
  const one = await collectDeliveries(broker, 'kitchen', 10, (delivery) => delivery.ack());
  const two = await collectDeliveries(broker, 'kitchen', 10, (delivery) => delivery.ack());
  await broker.publish(Array.from({ length: 10 }, () => message('command', 'Cook')));
  assert.deepEqual([one.deliveries.length, two.deliveries.length], [5, 5]);
});
