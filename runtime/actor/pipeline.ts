import type { MessageId, StreamId } from '../../contracts/ids.ts';
import { type Clock, pause } from '../clock.ts';
import { reached } from '../crash-points.ts';
import type { DeliveryPolicy } from '../delivery/delivery-policy.ts';
import { Poison, Transient } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import { databaseFault } from '../store/database-fault.ts';
import { type LoadedBatch, loadBatch, nothingLoaded } from '../store/load-batch.ts';
import { type CommitOptions, type CommittedBatch, commitGroups } from './commit-groups.ts';
import type { ActorDefinition } from './definition.ts';
import { failedGroup, type Group, type LoadedActor, stepGroup } from './group.ts';
import { guessActors } from './guess-actors.ts';
import type { Intake } from './intake.ts';
import { loadReferences } from './load-references.ts';
import { stateOfRow } from './load-state.ts';
import type { RecentActors } from './recent-actors.ts';

/** What the pipeline of a service works with. */
export interface PipelineOptions extends CommitOptions {
  readonly clock: Clock;
  readonly definitionOf: (streamId: Intake['streamId']) => ActorDefinition<unknown, unknown>;
  readonly policyOf: (messageType: string) => DeliveryPolicy;
  readonly recent: RecentActors;
  /** Told what became durable: messages to relay, activities to run, actors that changed. */
  readonly onCommitted: (batch: CommittedBatch) => void;
  /** Told of faults that are waited out. */
  readonly onFault: (error: unknown) => void;
  /** Told of each step and batch, for metrics. */
  readonly onBatch?: (size: number, commitSeconds: number) => void;
}

const longestPauseMs = 5_000;

/**
 * The way of a batch: load, step, commit, tell. Returns when every message of it was settled or has failed;
 * waits out database faults, never throws. When `signal` aborts, what is not committed fails as Transient.
 */
export const processBatch = async (
  options: PipelineOptions,
  batch: readonly Intake[],
  signal: AbortSignal,
  failures: ReadonlyMap<Intake, unknown> = new Map(),
): Promise<void> => {
  let waiting = batch;
  let pauseMs = 50;
  let guessing = true;
  while (waiting.length > 0 && !signal.aborted) {
    const mayGuess = guessing;
    guessing = false;
    try {
      waiting = await attempt(options, waiting, failures, mayGuess);
      pauseMs = 50;
    } catch (error) {
      const fault = databaseFault(error);
      if (fault === 'data') return await bisect(options, waiting, error, signal, failures);
      if (fault === 'conflict') continue;
      options.onFault(error);
      await pause(options.clock, pauseMs, signal);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }
  for (const intake of waiting)
    intake.fail(new Transient('service/stopping', 'This process is stopping; try again'));
};

/**
 * One load, one step for each message, one commit. Returns the messages that must be decided again. While it is
 * `guessing`, only those actors are loaded that this process knows nothing of.
 */
const attempt = async (
  options: PipelineOptions,
  batch: readonly Intake[],
  failures: ReadonlyMap<Intake, unknown>,
  guessing: boolean,
): Promise<readonly Intake[]> => {
  const { service, messageTypes } = options;
  const now = options.clock.now();
  const [first, repeated] = firstOfEachId(batch);
  const guessed = guessActors(options.recent, options.definitionOf, guessing ? first : []);
  const unknown = first.filter((intake) => !guessed.has(intake.streamId));
  const [loaded, knownFor] = await Promise.all([
    unknown.length > 0 ? load(options, unknown) : nothingLoaded,
    // What has failed already may have failed there.
    loadReferences(options.database, options.definitionOf, except(first, failures)),
  ]);

  const isSeen = (intake: Intake) => intake.recorded && loaded.seen.has(intake.message.id);
  // A held message that was handled after all still has a row to be released.
  const settled = first.filter(
    (intake) => !intake.held && (isSeen(intake) || loaded.heldIds.has(intake.message.id)),
  );
  const groups: Group[] = [];
  for (const [streamId, intakes] of groupBy(except(first, new Set(settled)), (intake) => intake.streamId)) {
    const definition = options.definitionOf(streamId);
    try {
      const actor = guessed.get(streamId) ?? (await loadedActor(options, definition, streamId, loaded));
      const { policyOf } = options;
      const context = {
        service,
        definition,
        messageTypes,
        now,
        knownFor,
        policyOf,
        isSeen,
        failures,
      };
      groups.push(stepGroup(context, actor, intakes));
    } catch (error) {
      // An actor that cannot be read, such as one on a machine that is not deployed, must not hold up the others.
      if (!(error instanceof Poison)) throw error;
      groups.push(failedGroup(streamId, definition, intakes, error));
    }
  }

  const changed = groups.filter((group) => group.commit !== undefined);
  const started = options.clock.now();
  if (changed.length > 0) reached('commit.before');
  const committed = changed.length > 0 ? await commitGroups(options, changed, now) : undefined;
  if (committed) reached('commit.after');
  options.onBatch?.(batch.length, (options.clock.now() - started) / 1000);
  for (const commit of committed?.commits ?? []) options.recent.keep(commit);
  if (committed) options.onCommitted(committed);

  // Told only now: until the commit a fault may send the whole batch round again.
  for (const intake of settled) settleDuplicate(intake, loaded.seen);
  const again: Intake[] = [];
  for (const group of groups) {
    // What writes nothing has not been checked by the commit.
    const isSure = group.commit ? committed?.won.has(group.streamId) : !guessed.has(group.streamId);
    if (isSure) group.settleAll();
    else again.push(...group.intakes);
  }
  // A second message with the id of the first finds that it was handled.
  return [...again, ...repeated];
};

const load = ({ database, service }: PipelineOptions, batch: readonly Intake[]): Promise<LoadedBatch> => {
  const streams = [...new Set(batch.map((intake) => intake.streamId))];
  const messages = batch
    .filter((intake) => intake.recorded)
    .map(({ streamId, message }) => ({ streamId, messageId: message.id }));
  return loadBatch(database, service, streams, messages, batch.length);
};

const loadedActor = async (
  { database, service, messageTypes }: PipelineOptions,
  definition: ActorDefinition<unknown, unknown>,
  streamId: StreamId,
  { actors, heldOf }: LoadedBatch,
): Promise<LoadedActor> => {
  const row = actors.get(streamId);
  const before = await stateOfRow(database, service, definition, messageTypes, streamId, row);
  return { before, revision: row?.revision ?? 0, held: heldOf.get(streamId) ?? [] };
};

const except = (
  all: readonly Intake[],
  some: { readonly size: number; has(intake: Intake): boolean },
): readonly Intake[] => (some.size === 0 ? all : all.filter((intake) => !some.has(intake)));

const settleDuplicate = (intake: Intake, handled: LoadedBatch['seen']): void => {
  const seen = handled.get(intake.message.id);
  intake.settle({ kind: 'duplicate', answer: seen?.answer ?? null, fingerprint: seen?.fingerprint ?? null });
};

const firstOfEachId = (batch: readonly Intake[]): [first: Intake[], repeated: Intake[]] => {
  const ids = new Set<MessageId>();
  const first: Intake[] = [];
  const repeated: Intake[] = [];
  for (const intake of batch) {
    (ids.has(intake.message.id) ? repeated : first).push(intake);
    ids.add(intake.message.id);
  }
  return [first, repeated];
};

/** Halves the batch until the message that cannot be stored is alone; it is held, the others are committed. */
const bisect = async (
  options: PipelineOptions,
  batch: readonly Intake[],
  error: unknown,
  signal: AbortSignal,
  failures: ReadonlyMap<Intake, unknown>,
): Promise<void> => {
  const [only] = batch;
  if (only && batch.length === 1) {
    const reason = error instanceof Error ? error.message : String(error);
    const refused = `The database refuses what came of it: ${reason}`;
    const failure = new Poison('message/unstorable', refused, {}, error);
    // Refused even as a failure: nothing of it can be stored.
    if (failures.has(only)) return only.fail(failure);
    return processBatch(options, batch, signal, new Map([[only, failure]]));
  }
  const middle = Math.ceil(batch.length / 2);
  await processBatch(options, batch.slice(0, middle), signal);
  await processBatch(options, batch.slice(middle), signal);
};
