// needs: postgres rabbitmq redis
// Services that are told to stop in the middle of their work: what they leave is mended by a start.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceName } from '../../contracts/message-type.ts';
import { endLeases } from '../support/end-leases.ts';
import { reachEndState } from '../support/end-state.ts';
import { placeEveryEnding } from '../support/every-ending.ts';
import { serviceNames, startFiveProcesses } from '../support/five-processes.ts';
import { spawnMain } from '../support/service-process.ts';
import { createShop } from '../support/shop.ts';
import type { System } from '../support/system.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { tellToStop, tellToStopTwice } from '../support/told-to-stop.ts';
import { waitFor } from '../support/wait-for.ts';

const promisedMs = 10_000;
const atOnceMs = 2_000;
/** Between two handfuls of orders: at full speed the test would measure the machine. */
const pauseMs = 300;
const sku = 'STOP';
const usualPorts = { DATABASE_URL: 5432, RABBITMQ_URL: 5672 };

describe('a service that is told to stop', () => {
  let system: System | undefined;
  const get = (): System => {
    if (system) return system;
    throw new Error('The five services did not start');
  };
  before(async () => {
    const processes = await startFiveProcesses();
    const shop = createShop(
      () => processes.url('order'),
      () => processes.url('inventory'),
    );
    await shop.stock(sku, 10_000);
    system = { processes, shop, replayedUntil: 0 };
  });
  after(async () => {
    await system?.processes.stop();
  });

  /** A customer with orders of every ending, until `closing` aborts. */
  const load = async (closing: AbortSignal): Promise<void> => {
    for (; !closing.aborted; await delay(pauseMs)) await placeEveryEnding(get().shop, sku);
  };

  const endsInTime = async (service: ServiceName): Promise<void> => {
    const running = get().processes.process(service);
    const { code, milliseconds } = await tellToStop(running);
    const inTime = milliseconds < promisedMs;
    assert.deepEqual([service, code, inTime], [service, 0, true], `${milliseconds} ms\n${running.output()}`);
  };

  test('ends with 0 within 10 s under load, and nothing is lost', async () => {
    const { processes } = get();
    const closing = new AbortController();
    const loads = load(closing.signal);
    try {
      for (const service of serviceNames) {
        await endsInTime(service);
        await processes.restart(service);
      }
    } finally {
      closing.abort();
    }
    await loads;
    await reachEndState(get());
  });

  test('leaves what it had fetched to another process of its service', async () => {
    const { processes, shop } = get();
    const other = await processes.startAnother('inventory');
    const placed = Promise.all(Array.from({ length: 20 }, () => shop.placeAndSettle({ sku })));
    const { code } = await tellToStop(other);
    assert.equal(code, 0);
    assert.deepEqual(new Set((await placed).map(({ status }) => status)), new Set(['confirmed']));
  });

  test('ends at once at the second signal, in the middle of a payment', async () => {
    const { processes, shop } = get();
    const { id } = await shop.place({ sku, token: 'tok_slow' });
    await shop.place({ sku, token: 'tok_flaky' });
    await waitFor('the payment', async () => (await shop.order(id)).status === 'authorizing-payment');
    const { code, milliseconds } = await tellToStopTwice(processes.process('payment'));
    assert.deepEqual([code, milliseconds < atOnceMs], [143, true], `${milliseconds} ms`);
    await endLeases(processes.database, 'payment');
    await processes.restart('payment');
    await reachEndState(get());
  });

  const hangs = [
    ['order', 'PostgreSQL', 'DATABASE_URL'],
    ['payment', 'PostgreSQL', 'DATABASE_URL'],
    ['inventory', 'RabbitMQ', 'RABBITMQ_URL'],
  ] as const;
  for (const [service, server, variable] of hangs)
    test(`ends with 0 within 10 s also when ${server} does not answer: ${service}`, async () => {
      const { processes, shop } = get();
      const url = new URL(processes.variables[variable] ?? '');
      const proxy = await startTcpProxy(url.hostname, Number(url.port || usualPorts[variable]));
      url.host = `127.0.0.1:${proxy.port}`;
      const placed: Promise<unknown>[] = [];
      try {
        await processes.kill(service);
        await endLeases(processes.database, service);
        await processes.restart(service, { [variable]: url.href });
        for (let count = 0; count < 5; count += 1) placed.push(shop.placeUntilAnswered({ sku }));
        await Promise.any(placed);
        proxy.freeze();
        await endsInTime(service);
      } finally {
        await proxy.close();
      }
      await endLeases(processes.database, service);
      await processes.restart(service);
      await Promise.all(placed);
      await reachEndState(get());
    });

  test('ends with 0 within 10 s also while it waits for PostgreSQL to start', async () => {
    const { DATABASE_URL = '', ...variables } = get().processes.variables;
    const url = new URL(DATABASE_URL);
    const proxy = await startTcpProxy(url.hostname, Number(url.port || usualPorts.DATABASE_URL));
    proxy.cut();
    url.host = `127.0.0.1:${proxy.port}`;
    const { child, exited, output } = spawnMain('analytics', { ...variables, DATABASE_URL: url.href });
    try {
      await waitFor('it to wait', () => output().includes('a fault is waited out'), 60_000);
      const began = performance.now();
      child.kill('SIGTERM');
      assert.equal(await exited, 0, output());
      assert.ok(performance.now() - began < promisedMs);
    } finally {
      child.kill('SIGKILL');
      await proxy.close();
    }
  });
});
