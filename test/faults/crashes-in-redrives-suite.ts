import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { connect, type GetMessage } from 'amqplib';
import { sql } from 'kysely';
import { rabbitMqNames } from '../../runtime/broker/rabbitmq-topology.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { CrashPoint } from '../../runtime/crash-points.ts';
import { keepDelivery } from '../../runtime/delivery/keep-undeliverable.ts';
import { Poison } from '../../runtime/errors.ts';
import { endLeases } from '../support/end-leases.ts';
import { reachEndState } from '../support/end-state.ts';
import { startToDie } from '../support/mortal-process.ts';
import { servers } from '../support/servers.ts';
import type { System } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

/** The points of this suite. */
export const crashesInRedrives: readonly CrashPoint[] = ['retry.before-take', 'retry.after-take'];

/** A service that dies while a message that was set aside is tried again. */
export const describeCrashesInRedrives = (get: () => System): void => {
  describe('while a held message is tried again', () => {
    test('tries it after a start, and it takes effect once', async () => {
      const system = get();
      const { processes, shop } = system;
      await processes.kill('payment');
      const placed = [await shop.place({ sku: 'CRASH-POINT' }), await shop.place({ sku: 'CRASH-POINT' })];
      for (const _order of placed) await setAsideNextCommand(system);
      await sql`update payment.held_messages set state = 'retrying'`.execute(processes.database);
      for (const point of crashesInRedrives) await startToDie('payment', processes.variables, point);
      await endLeases(processes.database, 'payment');
      await processes.restart('payment');
      await reachEndState(system);
      for (const { id } of placed) assert.equal((await shop.order(id)).status, 'confirmed');
    });
  });
};

/** Takes a command from the queue of the payment service and leaves it where dead letters are. */
const setAsideNextCommand = async ({ processes: { database, namespace } }: System): Promise<void> => {
  const connection = await connect(servers.rabbitmq.url.href, { noDelay: true });
  const channel = await connection.createChannel();
  const queue = rabbitMqNames(namespace).queue('payment');
  const message = await waitFor(
    'a command for the payment service',
    async (): Promise<GetMessage | false> => channel.get(queue),
  );
  const { messageId, type, headers = {} } = message.properties;
  const delivery = { messageId, type, headers, body: message.content };
  await keepDelivery(
    database,
    'payment',
    systemClock,
    delivery,
    new Poison('test/set-aside', 'To be tried again'),
  );
  channel.ack(message);
  await channel.close();
  await connection.close();
};
