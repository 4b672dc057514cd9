import { categoryOf } from '../../contracts/ids.ts';
import type { ActorState } from '../actor/actor-state.ts';
import type { Hold } from '../actor/hold.ts';
import { type ActivityRequest, type RecordedFact, topState } from '../actor/step.ts';
import type { ActorCommit, InboxEntry } from './actor-commit.ts';
import type { Snapshot } from './load-batch.ts';
import { type Column, recordable } from './records.ts';
import { storableJson, storableText } from './storable-text.ts';

/** Something that is written for an actor only when its commit wins. */
export interface Part<Content> {
  readonly commit: ActorCommit;
  readonly content: Content;
}

/** What each commit has of one kind, with the commit that it is part of. */
export const partsOf = <Content>(
  commits: readonly ActorCommit[],
  contents: (commit: ActorCommit) => readonly Content[],
): readonly Part<Content>[] =>
  commits.flatMap((commit) => contents(commit).map((content) => ({ commit, content })));

const stream: Column<Part<unknown>> = ['stream_id', 'text', ({ commit }) => commit.after.streamId];
const time = (milliseconds: number): string => new Date(milliseconds).toISOString();
const json = (value: unknown): string | undefined => JSON.stringify(value);

/** The state without what it is the state of. */
const snapshotOf = ({ streamId: _streamId, ...state }: ActorState): Snapshot => state;

/** Of `actors`, but for its times. */
export const actorColumns: readonly Column<ActorCommit>[] = [
  ['stream_id', 'text', ({ after }) => after.streamId],
  ['category', 'text', ({ after }) => categoryOf(after.streamId)],
  ['machine_version', 'integer', ({ after }) => after.machineVersion],
  ['version', 'bigint', ({ after }) => after.version],
  ['revision', 'bigint', ({ revision }) => revision + 1],
  ['state', 'text', ({ after }) => topState(after)],
  ['snapshot', 'json', ({ after }) => json(snapshotOf(after))],
];

const dataOf = ({ fact: { type: _type, ...data } }: RecordedFact): object => data;

/** Of `events`: a fact that was recorded. In the order in which the statement names them, as those of inbox and timers. */
export const eventColumns: readonly Column<Part<RecordedFact>>[] = [
  stream,
  ['version', 'bigint', ({ content }) => content.version],
  ['type', 'text', ({ content }) => content.fact.type],
  ['schema_version', 'integer', ({ content }) => content.schemaVersion],
  ['data', 'jsonb', ({ content }) => json(dataOf(content))],
  ['machine_version', 'integer', ({ content }) => content.after.machineVersion],
  ['state', 'jsonb', ({ content }) => json(content.after.value)],
  ['emitted', 'json', ({ content }) => json(content.emitted)],
  ['message_id', 'text', ({ content }) => content.message.id],
  ['correlation_id', 'text', ({ content }) => content.message.correlationId],
  ['causation_id', 'text', ({ content }) => content.message.causationId],
  ['traceparent', 'text', ({ content }) => content.message.traceparent],
  ['time', 'timestamptz', ({ content }) => time(content.time)],
];

/** Of `inbox`: a message that was handled. */
export const inboxColumns: readonly Column<Part<InboxEntry>>[] = [
  stream,
  ['message_id', 'text', ({ content }) => content.messageId],
  ['outcome', 'text', ({ content }) => content.outcome],
  ['fingerprint', 'text', ({ content }) => content.fingerprint],
  ['answer', 'jsonb', ({ content }) => json(content.answer)],
];

/** Where in the log the messages stand that are to be published; the statement makes one row of `outbox` of them all. */
export const outboxColumns: readonly Column<Part<RecordedFact>>[] = [
  stream,
  ['version', 'bigint', ({ content }) => content.version],
  ['waiting', 'integer', ({ content }) => content.published.length],
  [
    'step',
    'text',
    ({ commit, content: { version, published } }) =>
      json({ streamId: commit.after.streamId, version, emitted: published }),
  ],
];

/** The facts with messages to be published. */
export const publishing = ({ facts }: ActorCommit): readonly RecordedFact[] =>
  facts.filter(({ published }) => published.length > 0);

/** Of `timers`, those that are no longer set. */
export const timerColumns: readonly Column<Part<string>>[] = [
  stream,
  ['timer_id', 'text', ({ content }) => content],
];

/** The timers that were pending before and are not any more. */
export const clearedTimers = ({ before, after }: ActorCommit): readonly string[] =>
  Object.keys(before.timers).filter((timerId) => !(timerId in after.timers));

/** Of `timers`, those that are set. */
export const setTimerColumns: readonly Column<Part<readonly [timerId: string, dueAt: number]>>[] = [
  stream,
  ['timer_id', 'text', ({ content: [timerId] }) => timerId],
  ['due_at', 'timestamptz', ({ content: [, dueAt] }) => time(dueAt)],
  ['correlation_id', 'text', ({ commit }) => commit.cause.correlationId],
  ['traceparent', 'text', ({ commit }) => commit.cause.traceparent],
];

/** The timers that are pending now and were not before, or at another time. */
export const setTimers = ({ before, after }: ActorCommit): readonly (readonly [string, number])[] =>
  Object.entries(after.timers).filter(([timerId, dueAt]) => before.timers[timerId] !== dueAt);

/** Of `activities`, those whose outcome is recorded. */
export const finishedColumns: readonly Column<Part<string>>[] = [
  stream,
  ['id', 'text', ({ content }) => content],
];

/** Of `activities`, those that are asked for. */
export const activityColumns: readonly Column<Part<ActivityRequest>>[] = [
  stream,
  ['id', 'text', ({ content }) => content.id],
  ['request', 'jsonb', ({ content }) => json(content.request)],
  ['correlation_id', 'text', ({ commit }) => commit.cause.correlationId],
  ['traceparent', 'text', ({ commit }) => commit.cause.traceparent],
];

const errorText = (text: string): string => recordable(storableText(text));

/** Of `held_messages`. The body travels as base64. `place`: their ids are the order of their stream, and come in this one. */
export const heldColumns: readonly Column<Part<Hold>>[] = [
  stream,
  ['id', 'bigint', ({ content }) => content.id],
  ['place', 'integer', ({ commit, content }) => commit.holds.indexOf(content)],
  ['state', 'text', ({ content }) => content.state],
  ['kind', 'text', ({ content }) => content.form.kind],
  ['message_id', 'text', ({ content }) => content.intake.message.id],
  ['type', 'text', ({ content }) => content.intake.message.type],
  ['headers', 'jsonb', ({ content }) => json(storableJson(content.form.headers))],
  ['body', 'text', ({ content }) => content.form.body.toString('base64')],
  ['correlation_id', 'text', ({ content }) => content.intake.message.correlationId],
  ['attempts', 'integer', ({ content }) => content.attempts],
  ['due_at', 'timestamptz', ({ content }) => time(content.dueAt)],
  ['error_code', 'text', ({ content }) => content.errorCode],
  ['error_message', 'text', ({ content }) => errorText(content.errorMessage)],
  ['error_stack', 'text', ({ content }) => content.errorStack && errorText(content.errorStack)],
];

/** Of `held_messages`, those that are done. */
export const releasedColumns: readonly Column<Part<number>>[] = [
  stream,
  ['id', 'bigint', ({ content }) => content],
];
