import type { Envelope } from '../../contracts/envelope.ts';
import type { MessageId } from '../../contracts/ids.ts';
import type { MessageType } from '../../contracts/message-type.ts';
import { leaseMs } from '../actor/commit-groups.ts';
import type { Broker } from '../broker/broker.ts';
import { type Clock, pause } from '../clock.ts';
import { reached } from '../crash-points.ts';
import type { Database } from '../store/database.ts';
import { giveUpOutgoing } from '../store/give-up-outgoing.ts';
import { claimOutbox, deletePublished } from '../store/outbox.ts';
import type { Observer } from '../telemetry/observer.ts';
import { toWire } from './wire-message.ts';

/** Publishes what is committed. */
export interface Relay {
  /** Publishes messages that this process has just committed; the outbox has them whatever happens. */
  publish(messages: readonly Envelope[]): void;
  /** Stops; resolves when the running publish and delete have ended, or after 1 s: what is not confirmed stays in the outbox. */
  close(): Promise<void>;
}

/** What a relay works with. */
export interface RelayOptions {
  readonly broker: Broker;
  readonly database: Database;
  readonly schema: string;
  readonly clock: Clock;
  readonly messageTypes: ReadonlyMap<string, MessageType>;
  readonly onFault: (error: unknown) => void;
  readonly onDeadLetter: Observer['deadLetter'];
}

/** Larger windows bring nothing: 55,000 messages a second in windows of 500, 30,000 in windows of 50. */
const window = 500;
/** Beyond this the outbox alone remembers, and the sweep takes over when the broker is back. */
const remembered = 5_000;
const sweepEveryMs = 1_000;
const retryAfterMs = 200;
/** An embedded broker confirms only what its receivers have handled, and they may have stopped already. */
const endWithinMs = 1_000;

/** Refusals that another attempt does not mend, unless the routing was only just being declared. */
const refusalLimits: Readonly<Record<string, number>> = {
  'broker/unroutable': 10,
  'broker/not-encodable': 1,
};

/**
 * Publishes straight from memory after each commit, in windows, and deletes what was confirmed. A sweep takes what
 * was committed and not confirmed: all of it at start, later whatever outlives its lease.
 */
export const startRelay = (options: RelayOptions): Relay => {
  const { broker, database, schema, clock, messageTypes, onFault } = options;
  const stopping = new AbortController();
  let waiting: Envelope[] = [];
  let running: Promise<void> | undefined;

  const kindOf = (message: Envelope) =>
    messageTypes.get(message.type)?.kind === 'command' ? 'command' : 'event';

  const refusals = new Map<MessageId, number>();

  /** Makes a dead letter of a message that the broker keeps refusing for what it is. */
  const isGivenUp = async (message: Envelope, reason: string): Promise<boolean> => {
    const limit = refusalLimits[reason];
    if (limit === undefined) return false;
    const count = (refusals.get(message.id) ?? 0) + 1;
    refusals.set(message.id, count);
    if (count < limit) return false;
    refusals.delete(message.id);
    await giveUpOutgoing(database, schema, message, toWire(message, kindOf(message)), reason, clock.now());
    const { id: messageId, type, correlationId } = message;
    options.onDeadLetter({ messageId, type, correlationId }, reason, 'the broker refuses it for what it is');
    return true;
  };

  /** Publishes, deletes what was confirmed, and returns what was not. */
  const publishWindow = async (messages: readonly Envelope[]): Promise<Envelope[]> => {
    reached('relay.before-publish');
    const results = await broker.publish(messages.map((message) => toWire(message, kindOf(message))));
    const ids = messages.filter((_, index) => results[index]?.confirmed).map((message) => message.id);
    reached('relay.before-delete');
    if (ids.length > 0) await deletePublished(database, schema, ids);
    reached('relay.after-delete');
    const unconfirmed: Envelope[] = [];
    for (const [index, message] of messages.entries()) {
      const result = results[index];
      if (result?.confirmed) refusals.delete(message.id);
      else if (!(await isGivenUp(message, result?.reason ?? ''))) unconfirmed.push(message);
    }
    return unconfirmed;
  };

  const drain = async (): Promise<void> => {
    while (waiting.length > 0 && !stopping.signal.aborted) {
      const messages = waiting.slice(0, window);
      waiting = waiting.slice(window);
      try {
        const unconfirmed = await publishWindow(messages);
        if (unconfirmed.length === 0) continue;
        waiting = [...unconfirmed, ...waiting];
      } catch (error) {
        // What was confirmed and not deleted is published again by the sweep, and absorbed.
        onFault(error);
      }
      await pause(clock, retryAfterMs, stopping.signal);
    }
    running = undefined;
  };

  /** Everything counts as lost at start: its process may be dead, and a message sent twice is absorbed. */
  const writtenBeforeStart = clock.now() + leaseMs;

  const sweep = async (): Promise<void> => {
    let expiredBefore = writtenBeforeStart;
    while (!stopping.signal.aborted) {
      try {
        if (broker.isReady()) {
          const until = new Date(clock.now() + leaseMs).toISOString();
          const found = await claimOutbox(
            database,
            schema,
            new Date(expiredBefore).toISOString(),
            until,
            window,
          );
          if (found.length > 0) reached('relay.after-claim');
          const unconfirmed = found.length > 0 ? await publishWindow(found) : [];
          if (found.length === window && unconfirmed.length === 0) continue;
          expiredBefore = clock.now();
        }
      } catch (error) {
        onFault(error);
      }
      await pause(clock, sweepEveryMs, stopping.signal);
      if (expiredBefore !== writtenBeforeStart) expiredBefore = clock.now();
    }
  };
  const sweeping = sweep();

  return {
    publish: (messages) => {
      // With nothing to publish `drain` would end before it is noted as running, and never run again.
      if (messages.length === 0) return;
      if (waiting.length < remembered) waiting.push(...messages);
      if (waiting.length > 0) running ??= drain();
    },
    close: async () => {
      stopping.abort();
      const ended = new AbortController();
      const loops = Promise.all([running, sweeping]).finally(() => ended.abort());
      await Promise.race([loops, pause(clock, endWithinMs, ended.signal)]);
    },
  };
};
