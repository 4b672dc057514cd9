import { sql } from 'kysely';
import type { ActorDefinition } from '../../runtime/actor/definition.ts';
import { migrateActors } from '../../runtime/migration/migrate-actors.ts';
import type { Service } from '../../runtime/service.ts';
import type { Database } from '../../runtime/store/database.ts';
import type { Scenario, Stage } from '../world/scenario.ts';
import type { World } from '../world/world.ts';
import { shopScenario } from './shop-scenario.ts';

/** Whom the operator moves: first who answers orders, then the orders that ask for more than before. */
const moved = [
  { service: 'inventory', category: 'reservation' },
  { service: 'order', category: 'order' },
] as const;
const hour = 3_600_000;
const pageSize = 3;

/** The shop on the day of a release: orders begin on version 1 and are moved to version 2 in the middle of the faults. */
export const migratingShop: Scenario = {
  ...shopScenario,
  begin: (world) => {
    const run = shopScenario.begin(world);
    const random = world.random.fork('release');
    const releasedAt = world.time.now() + random.magnitude(1_000, 14 * 24 * hour);
    return {
      ...run,
      services: (incarnation) =>
        run.services(incarnation).map((service) => ({
          ...service,
          actors: service.actors.map((actor) => releasing(actor, world, releasedAt)),
        })),
      play: (stage) => {
        run.play(stage);
        for (let nth = 0; nth < 3; nth += 1)
          stage.after(releasedAt - world.time.now() + random.magnitude(1, 6 * hour), () => migrateAll(stage));
      },
      goOn: async (stage) => {
        const isLeft = (await onVersion1(stage.database)) > 0;
        if (isLeft) void migrateAll(stage);
        return (await run.goOn?.(stage)) || isLeft;
      },
      check: async (database) => [
        ...((await run.check?.(database)) ?? []),
        ...((await onVersion1(database)) > 0 ? ['an actor in flight was not moved'] : []),
      ],
    };
  },
};

/** Both versions are deployed from the beginning; new ones take the last of them. */
const releasing = (
  actor: ActorDefinition<unknown, unknown>,
  world: World,
  releasedAt: number,
): ActorDefinition<unknown, unknown> => {
  if (!moved.some(({ category }) => category === actor.category)) return actor;
  const { machines } = actor;
  const before = machines.toReversed();
  return {
    ...actor,
    get machines() {
      return world.time.now() < releasedAt ? before : machines;
    },
  };
};

const migrateAll = async ({ client }: Stage): Promise<void> => {
  for (const { service, category } of moved)
    await client.operate(service, (running) => migrateCategory(running, category));
};

const migrateCategory = async (service: Service, category: string): Promise<void> => {
  const definition = service.actors.find((actor) => actor.category === category);
  const migration = definition?.migrations?.[0];
  if (!definition || !migration) return;
  let after: string | undefined = '';
  while (after !== undefined) {
    const order = { definition, migration, dryRun: false };
    after = (await migrateActors(service, order, after, pageSize)).last;
  }
};

/** Orders and reservations in flight on the old version. */
const onVersion1 = async (database: Database): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from ${sql.table('order.actors')}
        where category = 'order' and machine_version = 1 and version > 0
          and (snapshot->>'done')::boolean is not true)::integer
      + (select count(*) from inventory.actors
        where category = 'reservation' and machine_version = 1 and version > 0
          and (snapshot->>'done')::boolean is not true)::integer as count`.execute(database);
  return rows[0]?.count ?? 0;
};
