import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConsoleServices } from '../../contracts/http/console-http.ts';
import { Messages } from '../../contracts/http/message-http.ts';
import { OrderPage, OrderView, PossibleCommands } from '../../contracts/http/order-http.ts';
import { Populations } from '../../contracts/http/population-http.ts';
import { Services } from '../../contracts/http/service-http.ts';
import { serviceNames } from '../support/five-processes.ts';
import { readStreamUntil } from '../support/order-stream.ts';
import { orderBody, readAs, send } from '../support/shop.ts';
import type { System } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

/** What the console reads, and how one process serves it for five. */
export const describeConsole = (get: () => System): void => {
  describe('the console of five processes', () => {
    test('is served by analytics, which reaches all others, their streams and their operators', async () => {
      const { processes, shop } = get();
      await shop.stock('SEEN', 100);
      const others = serviceNames.filter((name) => name !== 'analytics');
      const urls = others.map((name) => `${name}=${processes.url(name)}`).join();
      const analytics = await processes.startAnother('analytics', { SERVICE_URLS: urls });
      try {
        assert.match(await (await fetch(analytics.url)).text(), /<title>Orders<\/title>/);
        const paths = await readAs(ConsoleServices, await fetch(`${analytics.url}/console/services.json`));
        assert.deepEqual(Object.keys(paths), serviceNames);
        const order = `${analytics.url}${paths.order}`;
        const placed = await readAs(
          OrderView,
          await send('POST', `${order}/orders`, orderBody({ sku: 'SEEN' }), { prefer: 'wait=20' }),
          201,
        );
        shop.placed.set(placed.id, placed);
        const events = await readStreamUntil(
          `${order}/orders/${placed.id}/stream`,
          2,
          ({ id }) => id === placed.version,
        );
        assert.equal(events[0]?.id, 3);
        const commands = await readAs(PossibleCommands, await fetch(`${order}/orders/${placed.id}/commands`));
        const next = commands.find(({ operator }) => operator)?.name;
        await readAs(OrderView, await send('POST', `${order}/orders/${placed.id}/${next}`), 202);
        assert.equal((await fetch(`${analytics.url}/console/services/nobody/orders`)).status, 404);

        const live = await readStreamUntil(
          `${analytics.url}/console/stream`,
          0,
          ({ event, data }) => event === 'services' && Object(data).services.length === serviceNames.length,
        );
        const { services, unreachable } = Object(live.at(-1)?.data);
        assert.deepEqual(services.map(({ name }: { name: string }) => name).sort(), [...serviceNames].sort());
        assert.deepEqual(unreachable, []);
      } finally {
        await analytics.stop();
      }
    });

    test('names the services that do not answer', async () => {
      const urls = 'order=http://127.0.0.1:1,inventory=http://127.0.0.1:1,payment=http://127.0.0.1:1';
      const analytics = await get().processes.startAnother('analytics', {
        SERVICE_URLS: `${urls},notification=http://127.0.0.1:1`,
      });
      try {
        const live = await readStreamUntil(
          `${analytics.url}/console/stream`,
          0,
          ({ event }) => event === 'services',
        );
        assert.deepEqual(Object(live.at(-1)?.data).unreachable, [
          'order',
          'inventory',
          'payment',
          'notification',
        ]);
      } finally {
        await analytics.stop();
      }
    });

    test('every service tells how it is, and how many actors are in each state', async () => {
      const { processes, shop } = get();
      await shop.placeAndSettle({ sku: 'SEEN' });
      for (const name of serviceNames) {
        const [status] = await readAs(Services, await fetch(`${processes.url(name)}/services`));
        assert.equal(status?.name, name);
        assert.deepEqual(status?.checks, { database: true, broker: true });
        assert.ok((status?.steps ?? 0) > 0);
      }
      const confirmed = await waitFor('the confirmed orders to be counted', async () => {
        const answer = await fetch(`${processes.url('order')}/machines/population`);
        const { states } = await readAs(Populations, answer);
        return states.find(({ machine, state }) => machine === 'order' && state === 'confirmed');
      });
      assert.ok(confirmed.actors > 0);
      assert.equal(confirmed.stuck, 0);
    });

    test('every service tells its part of a conversation', async () => {
      const { processes, shop } = get();
      const { id } = await shop.placeAndSettle({ sku: 'SEEN' });
      const partOf = async (name: (typeof serviceNames)[number]) => {
        const url = `${processes.url(name)}/messages?correlationId=order-${id}`;
        return (await readAs(Messages, await fetch(url))).messages;
      };
      const order = await partOf('order');
      assert.equal(order[0]?.type, 'OrderPlaced');
      const reserve = order[0]?.emitted.find(({ type }) => type === 'ReserveStock');
      const inventory = await partOf('inventory');
      assert.equal(inventory[0]?.messageId, reserve?.id);
      assert.equal(inventory[0]?.causationId, order[0]?.messageId);
      const payment = await partOf('payment');
      const activities = payment.flatMap(({ emitted }) => emitted.filter(({ activity }) => activity));
      assert.equal(activities[0]?.type, 'AuthorizeCharge');
      await waitFor('the mail', async () => (await partOf('notification')).length > 0);
    });

    test('an order tells which commands it takes now, and is found by the beginning of its id and by its time', async () => {
      const { processes, shop } = get();
      const { id, placedAt } = await shop.placeAndSettle({ sku: 'SEEN' });
      const url = `${processes.url('order')}/orders`;
      const commandsOf = async () => readAs(PossibleCommands, await fetch(`${url}/${id}/commands`));
      const possible = await commandsOf();
      assert.deepEqual(possible.find(({ name }) => name === 'cancel')?.operator, false);
      assert.equal(
        possible.some(({ command }) => command === 'ResumeOrder'),
        false,
      );
      await shop.cancelAndSettle(id);
      assert.deepEqual(await commandsOf(), []);

      const find = async (query: string) =>
        (await readAs(OrderPage, await fetch(`${url}?${query}`))).orders.map((each) => each.id);
      await waitFor('the list to know it', async () => (await find(`id=${id.slice(0, 8)}`)).includes(id));
      assert.deepEqual(await find(`id=${id}`), [id]);
      assert.deepEqual(await find(`id=${id}&placedAfter=${placedAt}`), [id]);
      assert.deepEqual(await find(`id=${id}&placedBefore=${placedAt}`), []);
      for (const wrong of ['abc', 'zzzz', 'placedBefore=0000-01-01'])
        assert.equal(
          (await fetch(`${url}?${wrong.includes('=') ? wrong : `id=${wrong}`}`)).status,
          400,
          wrong,
        );
    });

    test('the list of orders tells what changed since an event, none left out', async () => {
      const { processes, shop } = get();
      const stream = `${processes.url('order')}/orders/stream`;
      const [from] = await readStreamUntil(stream, 0, () => true);
      const placed = await Promise.all(Array.from({ length: 20 }, () => shop.place({ sku: 'SEEN' })));
      const missing = new Set(placed.map(({ id }) => id));
      const settled = new Set<string>();
      await readStreamUntil(stream, from?.id ?? 0, ({ data }) => {
        for (const { id, status } of data as { id: string; status: string }[]) {
          missing.delete(id);
          if (status === 'confirmed') settled.add(id);
        }
        return placed.every(({ id }) => settled.has(id));
      });
      assert.equal(missing.size, 0);
    });
  });
};
