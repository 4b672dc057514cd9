import type { Envelope } from '../../contracts/envelope.ts';
import type { StreamId } from '../../contracts/ids.ts';
import type { MessageType } from '../../contracts/message-type.ts';
import { reached } from '../crash-points.ts';
import { groupBy } from '../group-by.ts';
import type { ActorCommit } from '../store/actor-commit.ts';
import { commitBatch, type Leases, type WrittenBatch } from '../store/commit-batch.ts';
import type { Database, Transaction } from '../store/database.ts';
import { insertOutbox, type OutboxEntry } from '../store/outbox.ts';
import { newTraceparent } from '../telemetry/trace-context.ts';
import type { ActorChange, CommitWrite, WrittenMessage } from './definition.ts';
import type { Group } from './group.ts';

/** What a commit works with. */
export interface CommitOptions {
  readonly service: string;
  readonly database: Database;
  readonly messageTypes: ReadonlyMap<string, MessageType>;
}

/** What a batch made durable. */
export interface CommittedBatch {
  readonly won: ReadonlySet<StreamId>;
  readonly commits: readonly ActorCommit[];
  /** What is to be published now, in order. */
  readonly outbox: readonly OutboxEntry[];
}

/** How long a process keeps what it committed to itself before another takes it for lost, in milliseconds. */
export const leaseMs = 15_000;

/** Commits the groups that win in one transaction, with the rows that their definitions write beside them. */
export const commitGroups = async (
  options: CommitOptions,
  groups: readonly Group[],
  now: number,
): Promise<CommittedBatch> => {
  const commits = groups.flatMap((group) => group.commit ?? []);
  const writers = writersOf(groups);
  const until = new Date(now + leaseMs).toISOString();
  const leases: Leases = { outboxUntil: until, activitiesUntil: until };
  if (writers.length === 0) {
    return committedBatch(
      await commitBatch(options.database, options.service, commits, now, leases),
      commits,
      [],
    );
  }
  return options.database.transaction().execute(async (transaction) => {
    const refused = await lockAll(transaction, writers);
    const allowed = commits.filter((commit) => !refused.has(commit.after.streamId));
    const written = await commitBatch(transaction, options.service, allowed, now, leases);
    reached('commit.inside');
    const beside = await applyAll(transaction, writers, written.won);
    const messages = beside.map((message) => writtenEnvelope(options, message, now));
    const { outboxUntil } = leases;
    const entry =
      messages.length > 0
        ? [await insertOutbox(transaction, options.service, messages, now, outboxUntil)]
        : [];
    return committedBatch(written, commits, entry);
  });
};

interface Writer {
  readonly write: CommitWrite<unknown>;
  readonly changes: readonly ActorChange<unknown>[];
}

/** The definitions with rows of their own, and what changed about their actors. */
const writersOf = (groups: readonly Group[]): Writer[] =>
  [...groupBy(groups, (group) => group.definition.write)].flatMap(([write, members]) => {
    const changes = members.flatMap(({ commit }) => (commit && commit.facts.length > 0 ? [commit] : []));
    return write && changes.length > 0 ? [{ write, changes }] : [];
  });

const lockAll = async (
  transaction: Transaction<unknown>,
  writers: readonly Writer[],
): Promise<Set<StreamId>> => {
  const refused = new Set<StreamId>();
  for (const { write, changes } of writers)
    for (const streamId of await write.lock(transaction, changes)) refused.add(streamId);
  return refused;
};

const applyAll = async (
  transaction: Transaction<unknown>,
  writers: readonly Writer[],
  won: ReadonlySet<StreamId>,
): Promise<WrittenMessage[]> => {
  const written: WrittenMessage[] = [];
  for (const { write, changes } of writers)
    written.push(
      ...(await write.apply(
        transaction,
        changes.filter((change) => won.has(change.after.streamId)),
      )),
    );
  return written;
};

const committedBatch = (
  { won, outboxId }: WrittenBatch,
  commits: readonly ActorCommit[],
  beside: readonly OutboxEntry[],
): CommittedBatch => {
  const winners = commits.filter((commit) => won.has(commit.after.streamId));
  const messages = winners.flatMap((commit) => commit.outbox);
  return {
    won,
    commits: winners,
    outbox: outboxId === undefined ? beside : [{ id: outboxId, messages }, ...beside],
  };
};

const writtenEnvelope = (options: CommitOptions, written: WrittenMessage, now: number): Envelope => {
  const { type, ...data } = written.event;
  return {
    id: written.id,
    type,
    schemaVersion: options.messageTypes.get(type)?.schemaVersion ?? 1,
    source: options.service,
    subject: written.subject,
    subjectVersion: written.version,
    time: new Date(now).toISOString(),
    correlationId: written.subject,
    causationId: written.id,
    traceparent: newTraceparent(written.id),
    data,
  };
};
