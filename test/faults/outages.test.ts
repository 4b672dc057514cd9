// needs: postgres rabbitmq redis
// The five services come through every outage of their servers without being started again. The servers are started
// here: those that others use stay as they are.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { unsettled } from '../oracle/at-rest.ts';
import { reachEndState } from '../support/end-state.ts';
import { serviceNames } from '../support/five-processes.ts';
import { type LightLoad, startLightLoad } from '../support/light-load.ts';
import { type OutageSystem, readinessOf, startOutageSystem } from '../support/outage-system.ts';
import { type Outage, outages } from '../support/outages.ts';
import { waitFor } from '../support/wait-for.ts';

const httpTimeoutMs = 3_000;
/** Beyond its time limit, what a busy machine needs to send and read an answer. */
const toleranceMs = 1_000;
const outboxLimit = 100;
const patienceMs = 60_000;

describe('outages', () => {
  let system: OutageSystem | undefined;
  before(async () => {
    system = await startOutageSystem({
      HTTP_TIMEOUT_MS: String(httpTimeoutMs),
      OUTBOX_LIMIT: String(outboxLimit),
    });
    await system.shop.stock('OUTAGE', 100_000);
  });
  after(async () => {
    const codes = await system?.stop();
    assert.deepEqual(codes, { order: 0, inventory: 0, payment: 0, notification: 0, analytics: 0 });
  });

  for (const outage of outages)
    test(outage.name, async (context) => {
      if (!system) throw new Error('the system did not start');
      const { processes, shop } = system;
      const url = processes.url('order');
      // Who is killed on purpose gives no answer.
      const load = startLightLoad(shop, url, 'OUTAGE', httpTimeoutMs + toleranceMs);
      try {
        await waitFor('orders', () => (load.counts.get('201') ?? 0) > 2, patienceMs);
        const recoveryMs = await comeThrough(system, outage, load);
        context.diagnostic(`${Math.round(recoveryMs)} ms from its end to the first new order settled`);
      } finally {
        await load.stop();
      }
      context.diagnostic([...load.counts].map(([code, count]) => `${count} × ${code}`).join(', '));
      const faults = outage.kills
        ? load.faults.filter((fault) => !fault.startsWith('no answer'))
        : load.faults;
      assert.deepEqual(faults, []);
      await waitFor(
        'all orders to be settled',
        async () => (await unsettled(processes.database)).length === 0,
        patienceMs,
      );
    });

  // Once for all of them: what a process that lost its database had leased to itself is taken up after 15 s.
  test('nothing is lost or done twice by any of them', async () => {
    assert.ok(system && system.shop.placed.size > 100);
    await reachEndState(system, patienceMs);
  });
});

/** Resolves with the time from the end of the outage to the first new order that is settled. */
const comeThrough = async (system: OutageSystem, outage: Outage, load: LightLoad): Promise<number> => {
  const { processes, shop } = system;
  await outage.begin(system, load);
  const { fails } = outage;
  for (const service of fails?.services ?? [])
    await waitFor(
      `${service} to say that it is not ready`,
      async () => {
        const { status, failing } = await readinessOf(processes.url(service));
        return status === 503 && failing.join() === fails?.check;
      },
      patienceMs,
    );
  const answered = load.answers;
  await waitFor('answers during the outage', () => load.answers >= answered + 3, patienceMs);
  await outage.meanwhile?.(system, load);
  if (!fails && outage.meanwhile)
    for (const service of serviceNames)
      assert.equal((await readinessOf(processes.url(service))).status, 200, `${service} stays ready`);

  await outage.end(system);
  const ended = performance.now();
  const order = await shop.placeUntilAnswered({ sku: 'OUTAGE' });
  await waitFor(
    'it to be settled',
    () =>
      shop.order(order.id).then(
        ({ settled }) => settled,
        () => false,
      ),
    patienceMs,
  );
  const recoveryMs = performance.now() - ended;
  for (const service of serviceNames)
    await waitFor(
      `${service} to be ready again`,
      async () => (await readinessOf(processes.url(service))).status === 200,
      patienceMs,
    );
  return recoveryMs;
};
