import { sql } from 'kysely';
import type { MessageId, StreamId } from '../../contracts/ids.ts';
import type { StateValue } from '../actor/actor-state.ts';
import { groupBy } from '../group-by.ts';
import type { Database } from './database.ts';

/** What is kept of an actor in its row: a cached fold of its stream. */
export interface Snapshot {
  /** What it is a fold of. One that belongs to another version of the actor or its machine is not trusted. */
  readonly version: number;
  readonly machineVersion: number;
  readonly value: StateValue;
  readonly context: unknown;
  readonly done: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly timers: Readonly<Record<string, number>>;
}

/** An actor's row. `snapshot` is null when it was deleted; the stream has all of it. */
export interface ActorRow {
  readonly streamId: StreamId;
  readonly machineVersion: number;
  readonly version: number;
  /** Advances with every commit that touches the row; what a commit expects. */
  readonly revision: number;
  readonly snapshot: Snapshot | null;
}

/**
 * How many facts of a stream, from its first, tell by themselves that their messages were handled. The messages of later
 * ones have rows in the inbox, so that of a stream that never ends no more is read than these.
 */
export const factsAsInbox = 200;

/** A message and whom it is for. */
export interface AddressedMessage {
  readonly streamId: StreamId;
  readonly messageId: MessageId;
}

/** A message that was handled before: what its inbox row says, or that it became a fact. */
export interface SeenMessage {
  readonly messageId: MessageId;
  readonly outcome: string;
  readonly fingerprint: string | null;
  readonly answer: unknown;
}

/** A held message as a batch must know it. */
export interface HeldRef {
  readonly id: number;
  /** Another number than a retry began with: it has been tried since by another process. */
  readonly attempts: number;
}

/** All that a batch of messages needs to know of actors and inbox. */
export interface LoadedBatch {
  readonly actors: ReadonlyMap<StreamId, ActorRow>;
  readonly seen: ReadonlyMap<MessageId, SeenMessage>;
  /** Which of the messages are held by an actor. */
  readonly heldIds: ReadonlySet<string>;
  /** The first held messages of each actor, in order: one more than there are messages. */
  readonly heldOf: ReadonlyMap<StreamId, readonly HeldRef[]>;
}

/** What is known of a batch of which nothing had to be loaded. */
export const nothingLoaded: LoadedBatch = {
  actors: new Map(),
  seen: new Map(),
  heldIds: new Set(),
  heldOf: new Map(),
};

interface HeldRow extends HeldRef {
  readonly streamId: StreamId;
}

/**
 * Loads the actors of a batch of `size` messages and which of `messages` were seen already: one query, one snapshot of
 * the database. What a batch cannot reach of the held messages stays where it is: 10,000 behind one actor cost 25 ms a batch.
 */
export const loadBatch = async (
  database: Database,
  schema: string,
  streams: readonly StreamId[],
  messages: readonly AddressedMessage[],
  size: number,
): Promise<LoadedBatch> => {
  const ids = JSON.stringify(messages.map(({ messageId }) => messageId));
  const { rows } = await sql<{
    actors: ActorRow[] | null;
    seen: SeenMessage[] | null;
    facts: MessageId[] | null;
    held: HeldRow[] | null;
    heldIds: string[] | null;
  }>`
    select
      (select json_agg(json_build_object('streamId', stream_id, 'machineVersion', machine_version,
          'version', version, 'revision', revision, 'snapshot', snapshot))
        from ${sql.table(`${schema}.actors`)}
        where stream_id = any(array(select json_array_elements_text(${JSON.stringify(streams)}::json)))) as actors,
      (select json_agg(json_build_object('messageId', message_id, 'outcome', outcome,
          'fingerprint', fingerprint, 'answer', answer))
        from ${sql.table(`${schema}.inbox`)}
        where message_id = any(array(select json_array_elements_text(${ids}::json)))) as seen,
      (select json_agg("messageId")
        from json_to_recordset(${JSON.stringify(messages)}::json) as asked ("streamId" text, "messageId" text)
          cross join lateral (select from ${sql.table(`${schema}.events`)}
            where stream_id = "streamId" and version <= ${factsAsInbox} and message_id = "messageId" limit 1) as fact)
        as facts,
      (select json_agg(json_build_object('id', id, 'attempts', attempts, 'streamId', stream) order by id)
        from json_array_elements_text(${JSON.stringify(streams)}::json) as stream
          cross join lateral (select id, attempts from ${sql.table(`${schema}.held_messages`)}
            where stream_id = stream order by id limit ${size + 1}) as first) as held,
      (select json_agg(message_id) from ${sql.table(`${schema}.held_messages`)}
        where message_id = any(array(select json_array_elements_text(${ids}::json)))
          and stream_id is not null) as "heldIds"`.execute(database);
  const held = rows[0]?.held ?? [];
  return {
    heldIds: new Set(rows[0]?.heldIds ?? []),
    heldOf: groupBy(held, (row) => row.streamId),
    actors: new Map((rows[0]?.actors ?? []).map((row) => [row.streamId, row])),
    seen: new Map([...(rows[0]?.facts ?? []).map(asSeen), ...(rows[0]?.seen ?? []).map(bySeenId)]),
  };
};

const bySeenId = (seen: SeenMessage): [MessageId, SeenMessage] => [seen.messageId, seen];

/** What became a fact was accepted, and has no answer that was kept. */
const asSeen = (messageId: MessageId): [MessageId, SeenMessage] =>
  bySeenId({ messageId, outcome: 'accepted', fingerprint: null, answer: null });

/** Loads one actor's row; undefined when there is none. */
export const loadActor = async (
  database: Database,
  schema: string,
  stream: StreamId,
): Promise<ActorRow | undefined> => (await loadBatch(database, schema, [stream], [], 0)).actors.get(stream);
