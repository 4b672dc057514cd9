import type { ActorRow } from '../store/load-batch.ts';
import type { ActorState } from './actor-state.ts';
import { asStored, changesBetween } from './changes-between.ts';
import { topState } from './step.ts';
import type { Difference } from './take-again.ts';

/** An actor's row as it is compared, with its timers. */
export interface KeptActor extends Pick<ActorRow, 'streamId' | 'version' | 'machineVersion'> {
  /** Its top-level state, as lists are filtered by it. */
  readonly state: string;
  /** Any JSON: it may be wrong. Null: deleted. */
  readonly snapshot: unknown;
  /** The rows of its timers: id → due, in milliseconds since the epoch. */
  readonly timers: Readonly<Record<string, number>>;
}

/** Compares all that is kept of an actor with the fold of its stream; `now` tells which timers may have fired. */
export const compareActor = (folded: ActorState, kept: KeptActor, now: number): readonly Difference[] => {
  const { version } = kept;
  if (folded.version !== version)
    return [
      { version, kind: 'stream', message: `its row is at version ${version}, its log at ${folded.version}` },
    ];
  const set = withoutVain(folded.timers, kept, now);
  const { streamId: _streamId, ...state } = folded;
  const row = { machineVersion: kept.machineVersion, state: kept.state };
  const changes = [
    ...changesBetween({ machineVersion: folded.machineVersion, state: topState(folded) }, row),
    ...(kept.snapshot === null
      ? []
      : changesBetween(asStored({ ...state, timers: set }), kept.snapshot, 'snapshot')),
  ];
  return [
    ...changes.map(({ path, before, after }): Difference => {
      const message = `${path} is ${JSON.stringify(after)}, the stream folds to ${JSON.stringify(before)}`;
      return { version, kind: 'snapshot', message };
    }),
    ...compareTimers(set, kept.timers, now).map(
      (message): Difference => ({ version, kind: 'timers', message }),
    ),
  ];
};

/** A timer that fired and changed nothing leaves no fact: the stream still has it, and nothing else does. */
const withoutVain = (
  timers: ActorState['timers'],
  { snapshot, timers: rows }: KeptActor,
  now: number,
): ActorState['timers'] => {
  const { timers: kept }: { timers?: object } = Object(snapshot);
  if (typeof kept !== 'object') return timers;
  return Object.fromEntries(
    Object.entries(timers).filter(([id, due]) => id in kept || id in rows || due > now),
  );
};

const compareTimers = (
  folded: ActorState['timers'],
  rows: KeptActor['timers'],
  now: number,
): readonly string[] => [
  ...Object.entries(folded).flatMap(([id, due]) => {
    const row = rows[id];
    if (row === undefined) return [`timer ${id}, due ${when(due)}, has no row`];
    // One that was due and could not fire was put off.
    if (row === due || (row > due && due <= now)) return [];
    return [`timer ${id} is due ${when(row)}, the stream folds to ${when(due)}`];
  }),
  ...Object.keys(rows)
    .filter((id) => !(id in folded))
    .map((id) => `timer ${id} is set for nothing`),
];

const when = (time: number): string => new Date(time).toISOString();
