import { categoryOf } from '../../contracts/ids.ts';
import type { ActorState } from '../actor/actor-state.ts';
import type { Hold } from '../actor/hold.ts';
import { topState } from '../actor/step.ts';
import type { ActorCommit } from './actor-commit.ts';
import type { Snapshot } from './load-batch.ts';
import { storableJson, storableText } from './storable-text.ts';

/** The state without what it is the state of. */
const snapshotOf = ({ streamId: _streamId, ...state }: ActorState): Snapshot => state;

export const actorRow = ({ after, revision }: ActorCommit) => ({
  stream_id: after.streamId,
  category: categoryOf(after.streamId),
  machine_version: after.machineVersion,
  version: after.version,
  revision: revision + 1,
  state: topState(after),
  snapshot: snapshotOf(after),
});

export const eventRows = ({ after, facts }: ActorCommit) =>
  facts.map((recorded) => {
    const { type, ...data } = recorded.fact;
    return {
      stream_id: after.streamId,
      version: recorded.version,
      type,
      schema_version: recorded.schemaVersion,
      data,
      machine_version: recorded.after.machineVersion,
      state: recorded.after.value,
      emitted: recorded.emitted,
      message_id: recorded.message.id,
      correlation_id: recorded.message.correlationId,
      causation_id: recorded.message.causationId,
      traceparent: recorded.message.traceparent,
      time: new Date(recorded.time).toISOString(),
    };
  });

export const inboxRows = ({ after, inbox }: ActorCommit) =>
  inbox.map((entry) => ({
    stream_id: after.streamId,
    message_id: entry.messageId,
    outcome: entry.outcome,
    fingerprint: entry.fingerprint,
    answer: entry.answer,
  }));

/** Where in the log the messages stand that are to be published. */
export const outboxRows = ({ after, facts }: ActorCommit) =>
  facts
    .filter(({ published }) => published.length > 0)
    .map(({ version, published }) => ({ stream_id: after.streamId, version, emitted: published }));

export const clearedTimers = ({ before, after }: ActorCommit) =>
  Object.keys(before.timers)
    .filter((timerId) => !(timerId in after.timers))
    .map((timerId) => ({ stream_id: after.streamId, timer_id: timerId }));

export const setTimers = ({ before, after, cause }: ActorCommit) =>
  Object.entries(after.timers)
    .filter(([timerId, dueAt]) => before.timers[timerId] !== dueAt)
    .map(([timerId, dueAt]) => ({
      stream_id: after.streamId,
      timer_id: timerId,
      due_at: new Date(dueAt).toISOString(),
      correlation_id: cause.correlationId,
      traceparent: cause.traceparent,
    }));

export const finishedRows = ({ after, finished }: ActorCommit) =>
  finished.map((id) => ({ stream_id: after.streamId, id }));

export const activityRows = ({ after, activities, cause }: ActorCommit) =>
  activities.map(({ id, request }) => ({
    stream_id: after.streamId,
    id,
    request,
    correlation_id: cause.correlationId,
    traceparent: cause.traceparent,
  }));

/** Held rows; the body travels as base64, JSON has no bytes. */
const heldRow = ({ after }: ActorCommit, hold: Hold) => ({
  stream_id: after.streamId,
  id: hold.id,
  state: hold.state,
  kind: hold.form.kind,
  message_id: hold.intake.message.id,
  type: hold.intake.message.type,
  headers: storableJson(hold.form.headers),
  body: hold.form.body.toString('base64'),
  correlation_id: hold.intake.message.correlationId,
  attempts: hold.attempts,
  due_at: new Date(hold.dueAt).toISOString(),
  error_code: hold.errorCode,
  error_message: storableText(hold.errorMessage),
  error_stack: hold.errorStack === undefined ? undefined : storableText(hold.errorStack),
});

export const newHeldRows = (commit: ActorCommit) =>
  commit.holds.filter((hold) => hold.id === undefined).map((hold) => heldRow(commit, hold));

export const againHeldRows = (commit: ActorCommit) =>
  commit.holds.filter((hold) => hold.id !== undefined).map((hold) => heldRow(commit, hold));

export const releasedRows = ({ after, released }: ActorCommit) =>
  released.map((id) => ({ stream_id: after.streamId, id }));
