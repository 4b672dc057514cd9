// needs: postgres
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Transient } from '../../../runtime/errors.ts';
import { type Database, openPostgres } from '../../../runtime/store/database.ts';
import { migratedPostgres } from '../../support/migrated-postgres.ts';
import type { TestDatabase } from '../../support/test-database.ts';
import { Add, Open } from '../../support/toy-machine.ts';
import { closeToyServices, startToyService, type ToyService } from '../../support/toy-service.ts';
import { createTroubledToys } from '../../support/troubled-toys.ts';
import { nothingHeld, rowsOf } from './toy-database.ts';

const actors = ['a', 'b', 'c', 'd'];
const messages = 100;

/** Numbers between 0 and 1, the same for the same seed. */
const randomFrom = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
  return seed / 2 ** 32;
};

let server: TestDatabase;
const pools: Database[] = [];
const openPool = (): Database => {
  const pool = openPostgres(server.url, 5, () => {});
  pools.push(pool);
  return pool;
};
before(async () => {
  server = await migratedPostgres();
  openPool();
});
after(async () => {
  await closeToyServices();
  await Promise.all(pools.map((pool) => pool.destroy()));
  await server.drop();
});

for (const seed of [1, 7])
  test(`two processes keep the order of every actor in a storm of failures, seed ${seed}`, {
    timeout: 60_000,
  }, async () => {
    const [database] = pools;
    assert.ok(database);
    const random = randomFrom(seed);
    let failures = 0;
    const startOne = () => {
      const troubled = createTroubledToys({}, (id) => {
        if (id.includes('opened') || random() > 0.3) return;
        failures += 1;
        throw new Transient('toy/busy', `${id} fails`);
      });
      return startToyService(openPool(), {
        definition: troubled.definition,
        policyOf: () => ({ attempts: 1_000, firstDelayMs: 100, maximumDelayMs: 400 }),
      });
    };
    const services: readonly ToyService[] = [await startOne(), await startOne()];
    const anyOne = (): ToyService => services[random() < 0.5 ? 0 : 1] ?? assert.fail();
    /** One after the other: each is acknowledged before the next is sent, to whichever process. Some come twice. */
    const storm = async (actor: string): Promise<void> => {
      const id = `${actor}${seed}`;
      await anyOne().send(Open, { id }, `${id} opened`);
      for (let number = 1; number <= messages; number += 1) {
        const send = () => anyOne().send(Add, { id, by: number }, `${id} ${number}`);
        if (random() < 0.1) await Promise.all([send(), send()]);
        else await send();
      }
    };
    await Promise.all(actors.map(storm));
    await nothingHeld(database);

    const events = await rowsOf<{ stream_id: string; type: string; data: { by: number } }>(
      database,
      'events',
      'version',
    );
    const inOrder = Array.from({ length: messages }, (_, index) => index + 1);
    for (const actor of actors)
      assert.deepEqual(
        events
          .filter(({ stream_id, type }) => stream_id === `toy-${actor}${seed}` && type === 'Added')
          .map(({ data }) => data.by),
        inOrder,
      );
    assert.ok(failures > messages / 2, `${failures} failures`);
    await Promise.all(services.map((service) => service.close()));
  });
