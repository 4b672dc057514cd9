import Type from 'typebox';
import {
  MigrationBody,
  MigrationPage,
  MigrationParams,
  Migrations,
} from '../../contracts/http/migration-http.ts';
import type { ActorDefinition } from '../actor/definition.ts';
import { Rejected } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import { countInFlight } from '../migration/actors-in-flight.ts';
import { type MigratedActors, migrateActors } from '../migration/migrate-actors.ts';
import type { Service } from '../service.ts';
import { createCursor } from './cursor.ts';
import type { HttpServer } from './http-server.ts';
import { requireOperator } from './operator.ts';

const cursor = createCursor(Type.Object({ streamId: Type.String({ minLength: 1 }) }));
/** Enough for a commit or two; who else waits for the mailbox waits for those. */
const actorsAtOnce = 100;
/** Actors may be many and commits slow. */
const timeLimitMs = 120_000;

type Migrating = Pick<Service, 'name' | 'database' | 'messageTypes' | 'clock' | 'migrate' | 'actors'>;

/** The calls with which operators move actors in flight to another version of their machine. */
export const addMigrationRoutes = (server: HttpServer, services: readonly Migrating[]): void => {
  const operated = { tags: ['machines'], security: [{ operator: [] }] };
  const onRequest = requireOperator;

  server.get(
    '/machines/:name/migrations',
    {
      onRequest,
      schema: {
        ...operated,
        summary: 'How many actors are in flight on each version, and how they may be moved',
        params: MigrationParams,
        response: { 200: Migrations },
      },
    },
    async (request) => {
      const [service, definition] = find(services, request.params.name);
      return {
        migrations: (definition.migrations ?? []).map(({ from, to }) => ({ from, to })),
        inFlight: await countInFlight(service, definition),
      };
    },
  );
  server.post(
    '/machines/:name/migrations',
    {
      onRequest,
      schema: {
        ...operated,
        summary: 'Moves some actors in flight to another version, or tells what would become of them',
        params: MigrationParams,
        body: MigrationBody,
        response: { 200: MigrationPage },
      },
      config: { timeLimitMs },
    },
    async (request) => {
      const { from, to, dryRun = false, limit = actorsAtOnce, cursor: given } = request.body;
      const [service, definition] = find(services, request.params.name);
      const migration = definition.migrations?.find((each) => each.from === from && each.to === to);
      if (!migration)
        throw new Rejected(
          'invalid',
          'machine/no-migration',
          `${request.params.name} has no migration from version ${from} to version ${to}`,
        );
      const after = given === undefined ? '' : cursor.decode(given).streamId;
      const order = { definition, migration, dryRun };
      const page = pageOf(await migrateActors(service, order, after, limit));
      const actors = page.moved.reduce((sum, move) => sum + move.actors, 0);
      if (!dryRun && actors > 0)
        request.log.info(
          { operator: request.operator, machine: request.params.name, from, to, actors },
          'moved',
        );
      return page;
    },
  );
};

const find = (
  services: readonly Migrating[],
  name: string,
): [Migrating, ActorDefinition<unknown, unknown>] => {
  for (const service of services) {
    const definition = service.actors.find(({ machines }) => machines.some((each) => each.name === name));
    if (definition) return [service, definition];
  }
  throw new Rejected('unknown', 'machine/not-here', `This process runs no actors with the machine ${name}`);
};

const pageOf = ({ actors, last }: MigratedActors): MigrationPage => {
  const moves = actors.flatMap((actor) => ('to' in actor ? actor : []));
  return {
    moved: [...groupBy(moves, ({ from, to }) => JSON.stringify([from, to])).values()].flatMap((same) => {
      const [first] = same;
      return first ? [{ from: first.from, to: first.to, actors: same.length }] : [];
    }),
    left: actors.flatMap((actor) => {
      if ('to' in actor) return [];
      const { streamId, from, code, reason } = actor;
      return [{ streamId, ...(from !== undefined && { state: from }), code, reason }];
    }),
    ...(last !== undefined && { next: cursor.encode({ streamId: last }) }),
  };
};
