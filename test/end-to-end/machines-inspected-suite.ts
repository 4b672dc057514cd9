import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, type TestContext, test } from 'node:test';
import { WebSocket } from 'ws';
import type { InspectionEvent } from '../../cli/inspection-event.ts';
import type { EmbeddedSystem } from '../support/embedded-system.ts';
import { runCli } from '../support/run-cli.ts';
import { root } from '../support/source-files.ts';
import { waitFor } from '../support/wait-for.ts';

/** `machines inspect`, until it is told to end. */
const inspect = async (t: TestContext, orderId: string, url: string) => {
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', 'dist/cli.mjs', 'machines', 'inspect', orderId, '--url', url, '--port', '0'],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  t.after(() => child.kill('SIGKILL'));
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  const closed = once(child, 'close');
  const page = await waitFor(
    'the address of the inspector',
    () => {
      if (child.exitCode !== null) throw new Error(printed);
      return /http:\/\/\S+/.exec(printed)?.[0];
    },
    60_000,
  );
  return {
    page,
    printed: () => printed,
    end: async (): Promise<number | null> => {
      child.kill('SIGINT');
      await closed;
      return child.exitCode;
    },
  };
};

/** Receives as `createWebSocketReceiver` does: it connects, and takes each message for an event. */
const receive = async (page: string) => {
  const socket = new WebSocket(page.replace('http', 'ws'));
  const events: InspectionEvent[] = [];
  socket.on('message', (data) => events.push(JSON.parse(String(data))));
  await once(socket, 'open');
  return { events, close: () => socket.close() };
};

const valuesIn = (events: readonly InspectionEvent[]): readonly unknown[] =>
  events.flatMap((event) => (event.type === '@xstate.snapshot' ? [event.snapshot.value] : []));

/** The machines, with a receiver of inspection events as Stately's inspector is one. */
export const describeMachinesInspected = (get: () => EmbeddedSystem): void => {
  describe('its machines', () => {
    const read = async (path: string) => JSON.parse(await (await fetch(`${get().url()}${path}`)).text());

    test('are listed', async () => {
      const { code, out, err } = await runCli(['machines', 'list'], { ORDERS_URL: get().url() });
      assert.equal(code, 0, err);
      assert.match(out, /^order +2 +order +One order, from placed to completed, returned or cancelled\. *$/m);
      const listed = await runCli(['machines', 'list', '--json'], { ORDERS_URL: get().url() });
      assert.deepEqual(JSON.parse(listed.out), { machines: await read('/machines') });
    });

    test('an order that is inspected is followed through its past and on', async (t) => {
      const { shop } = get();
      const { id } = await shop.placeAndSettle({ sku: 'MUG', quantity: 1 });
      const inspection = await inspect(t, id, get().url());
      const early = await receive(inspection.page);
      await waitFor('its past', () => valuesIn(early.events).includes('confirmed'), 60_000);

      await shop.cancel(id);
      await waitFor('its end', () => valuesIn(early.events).includes('cancelled'), 60_000);

      const late = await receive(inspection.page);
      await waitFor('all of it again', () => late.events.length === early.events.length);
      assert.deepEqual(late.events, early.events);

      const [actor, ...steps] = early.events;
      assert.ok(actor?.type === '@xstate.actor');
      assert.deepEqual(JSON.parse(actor.definition), await read('/machines/order/2'));
      assert.deepEqual(actor.snapshot, { status: 'active', value: 'placing', context: {} });
      const recorded: readonly { type: string; data: object; state: unknown }[] = await read(
        `/orders/${id}/events`,
      );
      assert.deepEqual(
        steps.map((step) => (step.type === '@xstate.actor' ? step.name : [step.type, step.event])),
        recorded.flatMap(({ type, data }) => [
          ['@xstate.event', { ...data, type }],
          ['@xstate.snapshot', { ...data, type }],
        ]),
      );
      assert.deepEqual(
        valuesIn(steps),
        recorded.map(({ state }) => state),
      );
      const last = steps.at(-1);
      assert.ok(last?.type === '@xstate.snapshot' && last.snapshot.status === 'done');
      const { context } = await read(`/orders/${id}/replay`);
      assert.deepEqual(last.snapshot.context, context);
      for (const event of early.events) {
        assert.equal(event.sessionId, `order-${id}`);
        assert.ok(Math.abs(Date.now() - Number(event.createdAt)) < 600_000, event.createdAt);
      }
      early.close();
      late.close();
      assert.equal(await inspection.end(), 0, inspection.printed());
    });

    test('an order that is inspected is still followed after its service was restarted', async (t) => {
      const system = get();
      const { shop } = system;
      const { id } = await shop.placeAndSettle({ sku: 'MUG', quantity: 1 });
      const inspection = await inspect(t, id, get().url());
      const { events, close } = await receive(inspection.page);
      await waitFor('its past', () => valuesIn(events).includes('confirmed'), 60_000);
      await system.stop();
      await system.start();
      await shop.ship(id);
      await waitFor('its parcel', () => valuesIn(events).includes('shipped'), 60_000);
      const versions = events.filter(({ type }) => type === '@xstate.event').map((event) => event.id);
      assert.equal(new Set(versions).size, versions.length);
      close();
      assert.equal(await inspection.end(), 0, inspection.printed());
    });

    test('what an order holds is shown to no page but the one of the inspector', async (t) => {
      const { shop } = get();
      const { id } = await shop.placeAndSettle({ sku: 'MUG', quantity: 1 });
      const inspection = await inspect(t, id, get().url());
      const answer = await fetch(inspection.page);
      assert.match(
        await answer.text(),
        /<iframe title="Stately inspector" src="https:\/\/stately\.ai\/inspect">/,
      );
      const asked = async (origin: string) => {
        const socket = new WebSocket(inspection.page.replace('http', 'ws'), { origin });
        const outcome = await Promise.race([
          once(socket, 'open').then(() => 'open'),
          once(socket, 'unexpected-response').then(([, { statusCode }]) => statusCode),
        ]);
        socket.terminate();
        return outcome;
      };
      assert.equal(await asked(inspection.page), 'open');
      assert.equal(await asked('https://elsewhere.example'), 401);
      assert.equal(await inspection.end(), 0, inspection.printed());
    });

    test('an order that does not exist, and a port that is taken, are told', async () => {
      const { shop } = get();
      const unknown = '00000000-0000-4000-8000-000000000000';
      const inspected = await runCli(['machines', 'inspect', unknown, '--url', get().url(), '--port', '0']);
      assert.equal(inspected.code, 1);
      assert.match(inspected.err, /order\/unknown/);

      const { id } = await shop.placeAndSettle({ sku: 'MUG', quantity: 1 });
      const { port } = new URL(get().url());
      const taken = await runCli(['machines', 'inspect', id, '--url', get().url(), '--port', port]);
      assert.equal(taken.code, 1);
      assert.match(taken.err, new RegExp(`Port ${port} cannot be listened on \\(EADDRINUSE\\)`));
    });
  });
};
