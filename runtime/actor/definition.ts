import type { Kysely, Transaction } from 'kysely';
import type { Envelope } from '../../contracts/envelope.ts';
import type { MessageId, StreamId } from '../../contracts/ids.ts';
import type { DataOf, MessageType } from '../../contracts/message-type.ts';
import type { Rejected } from '../errors.ts';
import type { ActorState, FactEvent } from './actor-state.ts';
import type { DurableMachine } from './durable-machine.ts';
import type { MachineMigration } from './machine-migration.ts';

/** How an actor takes messages of one type; made with `onCommand` and `onEvent`. */
export interface Reaction<Context, Known, Data = unknown> {
  readonly message: MessageType;
  /** Whether the message may be the first of its stream. Others are ignored (events) or unknown (commands) there. */
  readonly creates: boolean;
  /** The fact types that a command can become; undefined for events. */
  readonly leadsTo?: readonly string[];
  /** The stream of the actor that takes this message. */
  subject(data: Data, message: Envelope<Data>): StreamId;
  /** Pure: the fact that the message is for the machine, or the `Rejected` that the caller is told. */
  decide(data: Data, state: ActorState<Context>, known: Known, message: Envelope<Data>): FactEvent | Rejected;
}

/** Rows that `decide` needs to know, loaded with the batch, one query for all messages of it. */
export interface Reference<Known> {
  /** Whether anything is to be known about this message. */
  wants(message: Envelope): boolean;
  /** Loads for the messages that are wanted, and returns a function that picks what one of them needs. */
  load(database: Kysely<unknown>, messages: readonly Envelope[]): Promise<(message: Envelope) => Known>;
}

/** What a batch changes about one actor, for `CommitWrite`. */
export interface ActorChange<Context> {
  readonly before: ActorState<Context>;
  readonly after: ActorState<Context>;
}

/** A message that a commit write publishes beside those of the machines. Its id must be derived from the rows. */
export interface WrittenMessage {
  readonly id: MessageId;
  readonly subject: StreamId;
  /** Version of the rows, so that a receiver keeps the latest. */
  readonly version: number;
  readonly event: FactEvent;
}

/** Rows of the service's own that change in the same transaction as the steps, such as stock counts. */
export interface CommitWrite<Context> {
  /**
   * Locks the rows that the changes touch, in one global order, and checks them again.
   * Returns the streams whose change the rows no longer allow; they are loaded and decided again.
   */
  lock(
    transaction: Transaction<unknown>,
    changes: readonly ActorChange<Context>[],
  ): Promise<ReadonlySet<StreamId>>;
  /** Writes what the winning changes mean for the rows, and returns what is to be published for it. */
  apply(
    transaction: Transaction<unknown>,
    changes: readonly ActorChange<Context>[],
  ): Promise<readonly WrittenMessage[]>;
}

/** How often and how patiently an activity is tried. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly maximumDelayMs: number;
  /** One attempt is given up after this long; its outcome is then unknown. */
  readonly timeoutMs: number;
}

/**
 * A side effect outside PostgreSQL, asked for by an emitted request of the same name. It runs after the commit,
 * at least once, always with the same `idempotencyKey` for the same request.
 */
export interface Activity {
  readonly retry: RetryPolicy;
  /** The key for this request, stable over attempts, restarts and repeated requests with the same meaning. */
  idempotencyKey(streamId: StreamId, request: FactEvent): string;
  /** Does it once. Returns the fact that the outcome is; throws `Transient` (or anything) to be tried again. */
  run(request: FactEvent, idempotencyKey: string, signal: AbortSignal): Promise<FactEvent>;
  /** The fact when the attempts have run out: the outcome is unknown, which is not the same as refused. */
  exhausted(request: FactEvent, reason: string): FactEvent;
}

/** One kind of actor: its machine in every version, and how messages reach it. */
export interface ActorDefinition<Context, Known> {
  /** The category of its streams: `order` for `order-<id>`. */
  readonly category: string;
  /** Every released version, oldest first; new actors take the last. */
  readonly machines: readonly DurableMachine[];
  /** How actors in flight come from one of these versions to another, when an operator says so. */
  readonly migrations?: readonly MachineMigration[];
  readonly reactions: readonly Reaction<Context, Known>[];
  readonly reference?: Reference<Known>;
  readonly write?: CommitWrite<Context>;
  readonly activities?: Readonly<Record<string, Activity>>;
}

/**
 * How an actor takes a command: `decide` turns it into a fact or a rejection. `leadsTo` names the facts it can
 * become, so that a refused caller is told which commands are possible now.
 */
export const onCommand = <Message extends MessageType, Context, Known>(
  message: Message,
  reaction: Omit<Reaction<Context, Known, DataOf<Message>>, 'message' | 'leadsTo'> & {
    readonly leadsTo: readonly MessageType[];
  },
): Reaction<Context, Known> => ({
  ...reaction,
  message,
  leadsTo: reaction.leadsTo.map((fact) => fact.type),
});

/** How an actor takes an event: as the fact that it is, unless `fact` says otherwise. */
export const onEvent = <Message extends MessageType>(
  message: Message,
  reaction: {
    readonly creates: boolean;
    subject(data: DataOf<Message>, message: Envelope<DataOf<Message>>): StreamId;
    fact?(data: DataOf<Message>, message: Envelope<DataOf<Message>>): FactEvent;
  },
): Reaction<unknown, unknown> => {
  const fact = reaction.fact ?? ((data: DataOf<Message>) => ({ type: message.type, ...(data as object) }));
  const typed: Reaction<unknown, unknown, DataOf<Message>> = {
    message,
    creates: reaction.creates,
    subject: reaction.subject,
    decide: (data, _state, _known, envelope) => fact(data, envelope),
  };
  return typed;
};
