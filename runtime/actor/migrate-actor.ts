import type { Envelope } from '../../contracts/envelope.ts';
import { Rejected } from '../errors.ts';
import type { ActorState } from './actor-state.ts';
import { asStored } from './changes-between.ts';
import { type DurableMachine, delayOf } from './durable-machine.ts';
import {
  type MachineMigration,
  type MigratedFact,
  type Move,
  migratedType,
  type Place,
} from './machine-migration.ts';

/** What a migration makes of an actor, or why it leaves it where it is; nothing is stored yet. */
export type MigrationPlan =
  | { readonly fact: MigratedFact; readonly after: ActorState }
  /** A code of docs/errors.md, and what a person can do with. */
  | { readonly code: string; readonly reason: string };

/** Finds what a migration makes of an actor at `now`. Pure; never throws. */
export const planMigration = (
  machine: DurableMachine,
  migration: MachineMigration,
  before: ActorState,
  now: number,
): MigrationPlan => {
  const stays = (code: string, reason: string) => ({ code, reason });
  if (before.done || before.version === 0 || before.machineVersion !== migration.from)
    return stays(
      'migration/not-in-flight',
      `${before.streamId} is not in flight on ${machine.name} version ${migration.from}`,
    );
  const { value, context } = before;
  const found = place(migration, { value, context });
  if ('code' in found) return found;
  const landing = landingOn(machine, found);
  if (!landing)
    return stays(
      'migration/misfit',
      `${machine.name} version ${machine.version} has no state ${JSON.stringify(found.value)} with this context`,
    );
  const timers = landing.done ? {} : carriedTimers(before.timers, machine.timersOf(landing), now);
  const fact = { type: migratedType, from: migration.from, to: migration.to, ...found, timers } as const;
  return { fact, after: afterMigration(machine, before, fact, before.version + 1, now) };
};

/** A migration as a step: nothing is emitted, and asked for twice it is ignored. */
export const stepMigration = (
  machine: DurableMachine,
  migration: MachineMigration,
  state: ActorState,
  message: Envelope,
  now: number,
) => {
  if (state.machineVersion === migration.to) return { kind: 'ignored', state } as const;
  const plan = planMigration(machine, migration, state, now);
  if ('code' in plan)
    return { kind: 'rejected', error: new Rejected('impossible', plan.code, plan.reason) } as const;
  const { after, fact } = plan;
  const silent = { emitted: [], published: [] };
  const recorded = { version: after.version, fact, schemaVersion: 1, message, ...silent, after, time: now };
  return { kind: 'accepted', state: after, recorded, messages: [], activities: [] } as const;
};

const place = (
  migration: MachineMigration,
  from: Place<unknown>,
): Place<unknown> | { readonly code: string; readonly reason: string } => {
  let move: Move<unknown>;
  try {
    move = migration.migrate(from);
  } catch (error) {
    return { code: 'migration/failed', reason: error instanceof Error ? error.message : String(error) };
  }
  if (move.kind === 'stays') return { code: 'migration/refused', reason: move.reason };
  return { value: move.value, context: asStored(move.context) };
};

/** A place as a state of the machine; undefined when the machine cannot be there. */
const landingOn = (machine: DurableMachine, { value, context }: Place<unknown>) =>
  [false, true].map((done) => ({ value, context, done })).find((state) => machine.fits(state));

/** The actor after a migration that was recorded. @throws when the machine has no such state any more. */
export const afterMigration = (
  machine: DurableMachine,
  before: ActorState,
  fact: MigratedFact,
  version: number,
  time: number,
): ActorState => {
  const landing = landingOn(machine, fact);
  if (!landing)
    throw new Error(`${machine.name} version ${machine.version} cannot be in ${JSON.stringify(fact.value)}`);
  return {
    streamId: before.streamId,
    version,
    machineVersion: fact.to,
    ...landing,
    createdAt: before.createdAt,
    updatedAt: time,
    timers: fact.timers,
  };
};

/**
 * The timers of the new state: one that was set keeps its deadline, and so does one of the same delay name, the
 * earliest where there are several; what is left is set from now on.
 */
const carriedTimers = (
  before: ActorState['timers'],
  wanted: ReturnType<DurableMachine['timersOf']>,
  now: number,
): ActorState['timers'] => {
  const ids = new Set(wanted.map(({ timerId }) => timerId));
  const moved = Object.entries(before).filter(([timerId]) => !ids.has(timerId));
  return Object.fromEntries(
    wanted.map(({ timerId, delayMs }) => {
      const alike = moved.filter(([other]) => delayOf(other) === delayOf(timerId)).map(([, due]) => due);
      const kept = before[timerId] ?? (alike.length > 0 ? Math.min(...alike) : undefined);
      return [timerId, kept ?? now + Math.round(delayMs)];
    }),
  );
};
