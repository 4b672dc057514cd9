// A dead letter keeps a reservation on version 1 while its order moves: what only version 2 answers is asked again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { orderStream } from '../../actors/order/order-actor.ts';
import { ConfirmDelivery, ReturnOrder, ShipOrder } from '../../contracts/order-messages.ts';
import { migrateActors } from '../../runtime/migration/migrate-actors.ts';
import type { Service } from '../../runtime/service.ts';
import type { Database } from '../../runtime/store/database.ts';
import { type EmbeddedFolder, makeEmbeddedFolder } from '../support/embedded-process.ts';
import { createHurriedClock } from '../support/hurried-clock.ts';
import { newPGlite } from '../support/new-pglite.ts';
import { startRelease } from '../support/release.ts';
import { waitFor } from '../support/wait-for.ts';

let database: Database;
let folder: EmbeddedFolder;
before(async () => {
  [database, folder] = [await newPGlite(), await makeEmbeddedFolder()];
});
after(async () => {
  await database.destroy();
  await folder.remove();
});

const moveAll = async (services: readonly Service[], category: string): Promise<number> => {
  for (const service of services)
    for (const definition of service.actors) {
      const migration = definition.migrations?.find(({ from, to }) => from === 1 && to === 2);
      if (definition.category !== category || !migration) continue;
      const { actors } = await migrateActors(service, { definition, migration, dryRun: false }, '', 100);
      return actors.filter((actor) => 'to' in actor).length;
    }
  return 0;
};

test('an order whose reservation stayed on version 1 is returned when the reservation has followed', {
  timeout: 120_000,
}, async () => {
  const clock = createHurriedClock();
  const start = (release: 1 | 2) =>
    startRelease({ database, folder: folder.path, clock, release, withheld: new Set() });
  const old = await start(1);
  const orderId = await old.place('left-behind');
  await old.reaches(orderId, 'confirmed');
  await old.close();

  const { services, submit, reaches, close } = await start(2);
  try {
    assert.equal(await moveAll(services, 'order'), 1);
    await submit(ShipOrder, { orderId });
    await reaches(orderId, 'shipped');
    await submit(ConfirmDelivery, { orderId });
    await reaches(orderId, 'delivered');
    await submit(ReturnOrder, { orderId, reason: 'Too small' });
    await waitFor('inventory to refuse the return', async () => {
      const { rows } = await sql`select from inventory.inbox
        where outcome = 'rejected' and message_id like ${`${orderStream(orderId)}/%`}`.execute(database);
      return rows.length > 0;
    });
    assert.equal(await moveAll(services, 'reservation'), 1);
    await reaches(orderId, 'returned');
    const { rows } = await sql<{
      held: number;
    }>`select count(*) as held from inventory.held_messages`.execute(database);
    assert.equal(rows[0]?.held, 0);
  } finally {
    await close();
  }
});
