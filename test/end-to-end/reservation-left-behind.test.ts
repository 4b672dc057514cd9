// A dead letter keeps a reservation on version 1 while its order moves: what only version 2 answers is asked again.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import { orderStream } from '../../actors/order/order-actor.ts';
import { ConfirmDelivery, ResumeOrder, ReturnOrder, ShipOrder } from '../../contracts/order-messages.ts';
import type { Clock } from '../../runtime/clock.ts';
import { migrateActors } from '../../runtime/migration/migrate-actors.ts';
import type { Database } from '../../runtime/store/database.ts';
import { type EmbeddedFolder, makeEmbeddedFolder } from '../support/embedded-process.ts';
import { createHurriedClock } from '../support/hurried-clock.ts';
import { newPGlite } from '../support/new-pglite.ts';
import { startRelease } from '../support/release.ts';
import { waitFor } from '../support/wait-for.ts';

/** So many times faster half an hour of asking in vain is over in 2 s. */
const impatiently = 1_000;

describe('an order whose reservation stayed on version 1', { timeout: 240_000 }, () => {
  let database: Database;
  let folder: EmbeddedFolder;
  let clock: Clock;
  let orderId: string;
  const start = (release: 1 | 2) =>
    startRelease({ database, folder: folder.path, clock, release, withheld: new Set() });
  type System = Awaited<ReturnType<typeof start>>;

  /** Plays with a release until `play` ends. */
  const running = async (release: 1 | 2, play: (system: System) => Promise<unknown>): Promise<void> => {
    const system = await start(release);
    try {
      await play(system);
    } finally {
      await system.close();
    }
  };
  const moveAll = async ({ services }: System, category: string): Promise<number> => {
    for (const service of services)
      for (const definition of service.actors) {
        const migration = definition.migrations?.find(({ from, to }) => from === 1 && to === 2);
        if (definition.category !== category || !migration) continue;
        const { actors } = await migrateActors(service, { definition, migration, dryRun: false }, '', 100);
        return actors.filter((actor) => 'to' in actor).length;
      }
    return 0;
  };
  const comesBack = async (system: System) => {
    assert.equal(await moveAll(system, 'order'), 1);
    await system.submit(ShipOrder, { orderId });
    await system.reaches(orderId, 'shipped');
    await system.submit(ConfirmDelivery, { orderId });
    await system.reaches(orderId, 'delivered');
    await system.submit(ReturnOrder, { orderId, reason: 'Too small' });
    await waitFor('inventory to refuse the return', async () => {
      const { rows } = await sql`select from inventory.inbox
        where outcome = 'rejected' and message_id like ${`${orderStream(orderId)}/%`}`.execute(database);
      return rows.length > 0;
    });
  };
  const nothingIsHeld = async () => {
    const { rows } = await sql<{
      held: number;
    }>`select count(*) as held from inventory.held_messages`.execute(database);
    assert.equal(rows[0]?.held, 0);
  };

  beforeEach(async () => {
    [database, folder, clock] = [await newPGlite(), await makeEmbeddedFolder(), createHurriedClock()];
    await running(1, async ({ place, reaches }) => {
      orderId = await place('left-behind');
      await reaches(orderId, 'confirmed');
    });
  });
  afterEach(async () => {
    await database.destroy();
    await folder.remove();
  });

  test('is returned when the reservation has followed', () =>
    running(2, async (system) => {
      await comesBack(system);
      assert.equal(await moveAll(system, 'reservation'), 1);
      await system.reaches(orderId, 'returned');
      await nothingIsHeld();
    }));

  test('asks for a person after half an hour, and is returned when it is resumed after the reservation followed', async () => {
    await running(2, comesBack);
    clock = createHurriedClock(impatiently, clock.now());
    await running(2, ({ reaches }) => reaches(orderId, 'needs-attention'));
    clock = createHurriedClock(undefined, clock.now());
    await running(2, async (system) => {
      assert.equal(await moveAll(system, 'reservation'), 1);
      await system.submit(ResumeOrder, { orderId });
      await system.reaches(orderId, 'returned');
      await nothingIsHeld();
    });
  });
});
