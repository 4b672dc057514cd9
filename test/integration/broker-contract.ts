import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Broker, Topology, WireMessage } from '../../runtime/broker/broker.ts';
import { inBinaryMode } from '../../runtime/broker/wire-content.ts';
import { collectDeliveries } from '../support/collected-deliveries.ts';

/** A broker for one test, and how it is removed with everything that it left behind. */
export interface BrokerUnderTest {
  readonly broker: Broker;
  remove(): Promise<void>;
}

/** The routing that every test of the suite uses. */
export const contractTopology: Topology = [
  { queue: 'kitchen', commands: ['Cook'], events: ['TableTaken'] },
  { queue: 'cellar', commands: ['Decant'], events: ['TableTaken', 'DishServed'] },
];

/** A message of the contract topology. */
export const message = (
  kind: WireMessage['kind'],
  type: string,
  body: string | Buffer = '{}',
  headers: Record<string, string> = {},
): WireMessage => ({
  messageId: randomUUID(),
  type,
  kind,
  content: { headers, body: Buffer.from(body) },
});

/** A message as the services send it: those of one type may travel together. */
export const cloudEvent = (kind: WireMessage['kind'], type: string, data: unknown = {}): WireMessage => {
  const id = randomUUID();
  const event = { specversion: '1.0', id, type, subject: 'order-7', traceparent: '00-ab-cd-01', data };
  return { messageId: id, type, kind, content: { event } };
};

/** What a broker must do for the services, whichever it is. */
export const brokerContract = (
  name: string,
  makeBroker: (topology: Topology) => Promise<BrokerUnderTest>,
): void => {
  const withBroker = async (use: (broker: Broker) => Promise<void>): Promise<void> => {
    const { broker, remove } = await makeBroker(contractTopology);
    try {
      await use(broker);
    } finally {
      await remove();
    }
  };
  const fact = (title: string, use: (broker: Broker) => Promise<void>) =>
    test(title, { timeout: 20_000 }, () => withBroker(use));

  describe(`${name} as a broker`, () => {
    fact('is ready until it is closed', async (broker) => {
      assert.equal(broker.isReady(), true);
      await broker.close();
      assert.equal(broker.isReady(), false);
      assert.deepEqual(await broker.publish([message('event', 'TableTaken')]), [
        { confirmed: false, reason: 'broker/closed' },
      ]);
      await assert.rejects(
        broker.subscribe('kitchen', 1, () => {}),
        { code: 'broker/closed' },
      );
    });

    fact('hands a command to its owner alone and an event to all who listen', async (broker) => {
      const kitchen = await collectDeliveries(broker, 'kitchen', 10, (delivery) => delivery.ack());
      const cellar = await collectDeliveries(broker, 'cellar', 10, (delivery) => delivery.ack());
      const sent = [
        message('command', 'Cook'),
        message('event', 'TableTaken'),
        message('event', 'DishServed'),
      ];
      assert.deepEqual(await broker.publish(sent), Array(3).fill({ confirmed: true }));
      await kitchen.nth(2);
      await cellar.nth(2);
      assert.deepEqual(kitchen.deliveries.map(({ type }) => type).sort(), ['Cook', 'TableTaken']);
      assert.deepEqual(cellar.deliveries.map(({ type }) => type).sort(), ['DishServed', 'TableTaken']);
    });

    fact('confirms neither a command without owner nor one sent as an event', async (broker) => {
      const kitchen = await collectDeliveries(broker, 'kitchen', 10, (delivery) => delivery.ack());
      const unroutable = { confirmed: false, reason: 'broker/unroutable' };
      const unowned = message('command', 'Juggle');
      const sent = [
        unowned,
        message('event', 'DishBurnt'),
        unowned,
        message('command', 'DishServed'),
        cloudEvent('command', 'Juggle'),
        cloudEvent('command', 'Cook'),
        cloudEvent('command', 'Juggle'),
      ];
      assert.deepEqual(await broker.publish(sent), [
        unroutable,
        { confirmed: true },
        unroutable,
        unroutable,
        unroutable,
        { confirmed: true },
        unroutable,
      ]);
      assert.deepEqual((await kitchen.nth(1)).messageId, sent[5]?.messageId);
    });

    fact('refuses a subscription to a queue that is not in the topology', async (broker) => {
      await assert.rejects(
        broker.subscribe('garden', 1, () => {}),
        { code: 'broker/unknown-queue' },
      );
    });

    fact('delivers a released message again', async (broker) => {
      const kitchen = await collectDeliveries(broker, 'kitchen', 1, (delivery) =>
        delivery.redelivered ? delivery.ack() : delivery.release(),
      );
      const sent = message('command', 'Cook', '{"dish":"soup"}');
      assert.deepEqual(await broker.publish([sent]), [{ confirmed: true }]);
      const again = await kitchen.nth(2);
      assert.equal(again.messageId, sent.messageId);
      assert.equal(inBinaryMode(again.content).body.toString(), '{"dish":"soup"}');
      assert.deepEqual(
        kitchen.deliveries.map(({ redelivered }) => redelivered),
        [false, true],
      );
    });

    fact('takes only the first of several answers to one delivery', async (broker) => {
      const kitchen = await collectDeliveries(broker, 'kitchen', 1, (delivery) => {
        delivery.ack();
        delivery.ack();
        delivery.release();
      });
      const [first, second] = [message('command', 'Cook'), message('command', 'Cook')];
      await broker.publish([first]);
      await broker.publish([second]);
      assert.equal((await kitchen.nth(2)).messageId, second.messageId);
      assert.equal(broker.isReady(), true);
    });

    fact('has no more unacknowledged deliveries out than the prefetch allows', async (broker) => {
      let out = 0;
      let most = 0;
      const kitchen = await collectDeliveries(broker, 'kitchen', 3, (delivery) => {
        out += 1;
        most = Math.max(most, out);
        setImmediate(() => {
          out -= 1;
          delivery.ack();
        });
      });
      const hundred = Array.from({ length: 100 });
      await broker.publish([
        ...hundred.map(() => message('command', 'Cook')),
        ...hundred.map(() => cloudEvent('command', 'Cook')),
      ]);
      await kitchen.nth(200);
      assert.equal(most, 3);
    });

    fact('passes id, type, headers and body through unchanged', async (broker) => {
      const cellar = await collectDeliveries(broker, 'cellar', 10, (delivery) => delivery.ack());
      const headers = {
        ce_subject: 'order-7',
        traceparent: '00-ab-cd-01',
        note: 'Grüße, 東京 🍜',
        empty: '',
      };
      const large = Buffer.alloc(1024 * 1024, 'ä');
      const sent = [
        message('event', 'DishServed', '{"dish":"Käsespätzle 🧀"}', headers),
        message('event', 'DishServed', large),
        message('event', 'DishServed', ''),
        cloudEvent('event', 'DishServed', { dish: 'Käsespätzle 🧀', lone: '\ud800', lines: 'one\ntwo' }),
        cloudEvent('event', 'DishServed', { dish: null, weight: 1e-7, of: [[], {}] }),
        cloudEvent('event', 'DishServed'),
      ];
      await broker.publish(sent);
      await cellar.nth(6);
      for (const { messageId, type, content } of sent) {
        const delivery = cellar.deliveries.find((one) => one.messageId === messageId);
        assert.ok(delivery);
        assert.equal(delivery.type, type);
        const [came, went] = [inBinaryMode(delivery.content), inBinaryMode(content)];
        assert.deepEqual({ ...came.headers }, went.headers);
        assert.ok(came.body.equals(went.body));
      }
    });

    fact('brings 5,000 messages of one type and publisher completely and in order', async (broker) => {
      const kitchen = await collectDeliveries(broker, 'kitchen', 500, (delivery) => delivery.ack());
      const sent = [message, cloudEvent].flatMap((make) =>
        Array.from({ length: 2_500 }, () => make('command', 'Cook')),
      );
      const results = await broker.publish(sent);
      assert.ok(results.every(({ confirmed }) => confirmed));
      await kitchen.nth(5_000);
      assert.deepEqual(
        kitchen.deliveries.map(({ messageId }) => messageId),
        sent.map(({ messageId }) => messageId),
      );
    });

    fact(
      'hands out nothing after a subscription was stopped, whose deliveries stay valid',
      async (broker) => {
        const first = await collectDeliveries(broker, 'kitchen', 1);
        const [one, two] = [message('command', 'Cook'), message('command', 'Cook')];
        const published = broker.publish([one, two]);
        const held = await first.nth(1);
        await first.subscription.stop();
        held.ack();
        const second = await collectDeliveries(broker, 'kitchen', 1, (delivery) => delivery.ack());
        assert.equal((await second.nth(1)).messageId, two.messageId);
        assert.deepEqual(await published, [{ confirmed: true }, { confirmed: true }]);
        assert.equal(first.deliveries.length, 1);
      },
    );

    fact('keeps what was published before anybody subscribed', async (broker) => {
      const sent = message('command', 'Decant');
      const published = broker.publish([sent]);
      const cellar = await collectDeliveries(broker, 'cellar', 1, (delivery) => delivery.ack());
      assert.equal((await cellar.nth(1)).messageId, sent.messageId);
      assert.deepEqual(await published, [{ confirmed: true }]);
    });

    fact('answers an empty publish at once', async (broker) => {
      assert.deepEqual(await broker.publish([]), []);
    });
  });
};
