import type { StreamId } from '../../contracts/ids.ts';
import type { ActorState, StateValue } from '../actor/actor-state.ts';
import type { ActorDefinition } from '../actor/definition.ts';
import { stateOfRow } from '../actor/load-state.ts';
import type { MachineMigration } from '../actor/machine-migration.ts';
import { planMigration } from '../actor/migrate-actor.ts';
import { machineOf } from '../actor/step.ts';
import { RuntimeError } from '../errors.ts';
import type { Service } from '../service.ts';
import { type ActorInFlight, actorsInFlight } from './actors-in-flight.ts';

/** What became, or would become, of one actor. */
export type Migrated =
  | { readonly streamId: StreamId; readonly from: StateValue; readonly to: StateValue }
  | {
      readonly streamId: StreamId;
      /** Undefined when it cannot even be read. */
      readonly from: StateValue | undefined;
      readonly code: string;
      readonly reason: string;
    };

/** What became of some actors. */
export interface MigratedActors {
  readonly actors: readonly Migrated[];
  /** The last of them; undefined when none is left behind it. */
  readonly last: StreamId | undefined;
}

/** What a migration works with. A running service has it. */
export type Migrating = Pick<Service, 'name' | 'database' | 'messageTypes' | 'clock' | 'migrate'>;

/** Which actors, and whether it is to be done. */
export interface MigrationOrder {
  readonly definition: ActorDefinition<unknown, unknown>;
  readonly migration: MachineMigration;
  /** Nothing is written: it is told what would become of them. */
  readonly dryRun: boolean;
}

/**
 * Moves the next `limit` actors in flight above `after`. Each goes through the mailbox as a step of its own and shares
 * its commits with whatever else the service does; one that changes meanwhile is loaded and decided again. Who is moved
 * is not found again, so it can be broken off anywhere and begun anew.
 */
export const migrateActors = async (
  service: Migrating,
  { definition, migration, dryRun }: MigrationOrder,
  after: string,
  limit: number,
): Promise<MigratedActors> => {
  const { database, name } = service;
  const rows = await actorsInFlight(database, name, definition, migration.from, after, limit);
  const become = (row: ActorInFlight) => becomes(service, { definition, migration, dryRun }, row);
  const actors = await Promise.all(rows.map(become));
  const last = rows.length < limit ? undefined : rows.at(-1)?.streamId;
  return { actors: actors.flat(), last };
};

const becomes = async (
  service: Migrating,
  { definition, migration, dryRun }: MigrationOrder,
  row: ActorInFlight,
): Promise<readonly Migrated[]> => {
  const { streamId } = row;
  let from: StateValue | undefined;
  try {
    const { database, name, messageTypes, clock } = service;
    const before = await stateOfRow(database, name, definition, messageTypes, streamId, row);
    from = before.value;
    if (before.done) return [];
    if (row.isBlocked && dryRun) return [blocked(streamId, from)];
    const to = dryRun
      ? planned(definition, migration, before, clock.now())
      : await moved(service, migration, before);
    if (to === undefined) return [];
    return ['code' in to ? { streamId, from, ...to } : { streamId, from, to: to.value }];
  } catch (error) {
    const code = error instanceof RuntimeError ? error.code : 'migration/failed';
    return [{ streamId, from, code, reason: error instanceof Error ? error.message : String(error) }];
  }
};

type Reached = Pick<ActorState, 'value'> | { readonly code: string; readonly reason: string };

const planned = (
  definition: ActorDefinition<unknown, unknown>,
  migration: MachineMigration,
  before: ActorState,
  now: number,
): Reached => {
  const plan = planMigration(machineOf(definition, migration.to), migration, before, now);
  return 'code' in plan ? plan : plan.after;
};

/** Undefined: it has ended or was moved by somebody else meanwhile. */
const moved = async (
  service: Migrating,
  migration: MachineMigration,
  { streamId }: ActorState,
): Promise<Reached | undefined> => {
  const outcome = await service.migrate(streamId, migration);
  if (outcome.kind === 'accepted') return outcome.state;
  if (outcome.kind !== 'rejected' || outcome.error.code === 'migration/not-in-flight') return undefined;
  return { code: outcome.error.code, reason: outcome.error.message };
};

const blocked = (streamId: StreamId, from: StateValue): Migrated => ({
  streamId,
  from,
  code: 'actor/blocked',
  reason: `${streamId} waits for a message that could not be handled; see the dead letters`,
});
