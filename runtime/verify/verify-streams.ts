import type { StreamId } from '../../contracts/ids.ts';
import type { ActorState } from '../actor/actor-state.ts';
import { compareActor, type KeptActor } from '../actor/compare-actor.ts';
import { beforeFirst, initialState } from '../actor/replay.ts';
import { type Difference, isFollowed, takeAgain } from '../actor/take-again.ts';
import type { Service } from '../service.ts';
import { actorsAfter, eventsOf, type StreamRange, strayTimers, versionsOf } from '../store/actors-after.ts';
import type { StreamEvent } from '../store/read-stream.ts';

/** A difference, and the stream that has it. */
export interface StreamDifference extends Difference {
  readonly streamId: StreamId;
}

/** What was found in the next streams of a service. */
export interface VerifiedStreams {
  readonly streams: number;
  readonly facts: number;
  readonly differences: readonly StreamDifference[];
  /** The last of them; undefined when no stream is left. */
  readonly last: StreamId | undefined;
}

/** What verifying reads. A running service has it. */
export type Verified = Pick<Service, 'name' | 'database' | 'messageTypes' | 'definitionOf' | 'clock'>;

/**
 * Folds the next `limit` streams above `after` again and compares the states, the emitted messages, the timers and the
 * snapshots with what is stored. It may be done while the service works: what is committed meanwhile is left out. In
 * memory are the states of these streams and a few facts. Rejects when `signal` aborts.
 */
export const verifyStreams = async (
  service: Verified,
  after: string,
  limit: number,
  signal: AbortSignal,
): Promise<VerifiedStreams> => {
  const { database, name: schema } = service;
  const actors = await actorsAfter(database, schema, after, limit);
  const last = actors.length < limit ? undefined : actors.at(-1)?.streamId;
  const range: StreamRange = { after, upTo: last };
  const folds = new Map(actors.map((actor) => [actor.streamId, beginFold(service, actor)]));
  const beyond = new Map<StreamId, number>();
  let facts = 0;
  for await (const event of eventsOf(database, schema, range)) {
    signal.throwIfAborted();
    const fold = folds.get(event.streamId);
    if (fold && event.version <= fold.kept.version) {
      takeNext(service, fold, event);
      facts += 1;
    } else beyond.set(event.streamId, event.version);
  }
  const differences = [
    ...[...folds.values()].flatMap((fold) => endFold(service, fold)),
    ...(await unaccounted(service, beyond)),
    ...(await strayTimers(database, schema, range)).map(
      ({ streamId, timerId }): StreamDifference => ({
        streamId,
        version: 0,
        kind: 'timers',
        message: `timer ${timerId} is set for an actor that does not exist`,
      }),
    ),
  ];
  return { streams: actors.length, facts, differences, last };
};

interface Fold {
  readonly kept: KeptActor;
  /** Undefined before the first fact. */
  state: ActorState | undefined;
  /** Whether what comes can still be compared. */
  isFollowed: boolean;
  readonly differences: Difference[];
}

const beginFold = (service: Verified, kept: KeptActor): Fold => {
  const fold: Fold = { kept, state: undefined, isFollowed: true, differences: [] };
  attempt(fold, kept.version, () => service.definitionOf(kept.streamId));
  return fold;
};

/** Notes what `work` throws, such as a machine version that is not deployed. */
const attempt = <Result>(fold: Fold, version: number, work: () => Result): Result | undefined => {
  try {
    return work();
  } catch (error) {
    fold.isFollowed = false;
    const message = error instanceof Error ? error.message : String(error);
    fold.differences.push({ version, kind: 'stream', message });
    return undefined;
  }
};

const takeNext = (service: Verified, fold: Fold, event: StreamEvent): void => {
  if (!fold.isFollowed) return;
  const definition = service.definitionOf(event.streamId);
  const before =
    fold.state ??
    attempt(fold, event.version, () => beforeFirst(definition, event.streamId, event.machineVersion));
  if (!before) return;
  const taken = takeAgain(definition, service.messageTypes, before, event);
  fold.isFollowed = isFollowed(taken);
  fold.differences.push(...('after' in taken ? taken.differences : [taken]));
  if ('after' in taken) fold.state = taken.after;
};

const endFold = (service: Verified, { kept, state, isFollowed, differences }: Fold): StreamDifference[] => {
  const { streamId, version } = kept;
  // An actor that has refused all it was sent has a row, and nothing in it counts.
  const atEnd =
    isFollowed && (state !== undefined || version > 0)
      ? compareActor(
          state ?? initialState(service.definitionOf(streamId), streamId),
          kept,
          service.clock.now(),
        )
      : [];
  return [...differences, ...atEnd].map((difference) => ({ streamId, ...difference }));
};

/** Facts above the version of their actor: committed since it was read, or else wrong. */
const unaccounted = async (
  { database, name }: Verified,
  beyond: ReadonlyMap<StreamId, number>,
): Promise<StreamDifference[]> => {
  if (beyond.size === 0) return [];
  const now = await versionsOf(database, name, [...beyond.keys()]);
  return [...beyond]
    .filter(([streamId, version]) => version > (now.get(streamId) ?? 0))
    .map(([streamId, version]) => {
      const row = now.get(streamId);
      const where = row === undefined ? 'it has no row' : `its row is at version ${row}`;
      return { streamId, version, kind: 'stream', message: `its log is at version ${version}, ${where}` };
    });
};
