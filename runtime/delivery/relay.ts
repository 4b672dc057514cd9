import type { Envelope } from '../../contracts/envelope.ts';
import type { MessageId } from '../../contracts/ids.ts';
import type { MessageType } from '../../contracts/message-type.ts';
import { leaseMs } from '../actor/commit-groups.ts';
import type { Broker } from '../broker/broker.ts';
import { inBinaryMode } from '../broker/wire-content.ts';
import { type Clock, pause } from '../clock.ts';
import { reached } from '../crash-points.ts';
import type { Database } from '../store/database.ts';
import { giveUpOutgoing } from '../store/give-up-outgoing.ts';
import { claimOutbox, deletePublished, type OutboxEntry } from '../store/outbox.ts';
import type { Observer } from '../telemetry/observer.ts';
import { toCloudEvent, toWire } from './wire-message.ts';

/** Publishes what is committed. */
export interface Relay {
  /** Publishes what this process has just committed; the outbox has it whatever happens. */
  publish(entries: readonly OutboxEntry[]): void;
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

/** Entries that the sweep takes at once: each has the messages of one commit. */
const sweptAtOnce = 20;
/** Beyond this the outbox alone remembers, and the sweep takes over when the broker is back. */
const remembered = 5_000;
const sweepEveryMs = 1_000;
const retryAfterMs = 200;
/** Lets the commits of this time share one delete. */
const gatherMs = 250;
/** An embedded broker confirms only what its receivers have handled, and they may have stopped already. */
const endWithinMs = 1_000;

/** Refusals that another attempt does not mend, unless the routing was only just being declared. */
const refusalLimits: Readonly<Record<string, number>> = {
  'broker/unroutable': 10,
  'broker/not-encodable': 1,
};

/** An entry of the outbox and those of its messages that are not confirmed. */
interface OpenEntry {
  readonly id: number;
  readonly open: Set<Envelope>;
}

/** A message on its way, with the entry that it is part of. */
interface Outgoing {
  readonly message: Envelope;
  readonly entry: OpenEntry;
}

const outgoing = ({ id, messages }: OutboxEntry): readonly Outgoing[] => {
  const entry = { id, open: new Set(messages) };
  return messages.map((message) => ({ message, entry }));
};

/**
 * Publishes straight from memory after each commit, without waiting for the confirms of the one before, and deletes
 * what was confirmed. A sweep takes what was committed and not confirmed: all of it at start, later whatever outlives
 * its lease.
 */
export const startRelay = (options: RelayOptions): Relay => {
  const { broker, database, schema, clock, messageTypes, onFault } = options;
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  /** Messages under way and in `refused`. */
  let known = 0;
  let refused: Outgoing[] = [];
  let retrying: Promise<void> | undefined;
  let confirmed: number[] = [];
  let deleting: Promise<void> | undefined;

  const kindOf = (message: Envelope) =>
    messageTypes.get(message.type)?.kind === 'command' ? 'command' : 'event';

  const refusals = new Map<MessageId, number>();

  /** Makes a dead letter of a message that the broker keeps refusing for what it is. */
  const isGivenUp = async ({ message, entry }: Outgoing, reason: string): Promise<boolean> => {
    const limit = refusalLimits[reason];
    if (limit === undefined) return false;
    const count = (refusals.get(message.id) ?? 0) + 1;
    refusals.set(message.id, count);
    if (count < limit) return false;
    refusals.delete(message.id);
    const rest = { id: entry.id, messages: [...entry.open].filter((each) => each !== message) };
    const wire = inBinaryMode({ event: toCloudEvent(message) });
    await giveUpOutgoing(database, schema, message, rest, wire, reason, clock.now());
    entry.open.delete(message);
    const { id: messageId, type, correlationId } = message;
    options.onDeadLetter({ messageId, type, correlationId }, reason, 'the broker refuses it for what it is');
    return true;
  };

  /** Deletes the entries of which all was confirmed. What it fails to delete is published again, and absorbed. */
  const deleteConfirmed = async (): Promise<void> => {
    while (confirmed.length > 0) {
      const ids = confirmed;
      confirmed = [];
      reached('relay.before-delete');
      await deletePublished(database, schema, ids).catch(onFault);
      reached('relay.after-delete');
      await pause(clock, gatherMs, stopping.signal);
    }
    deleting = undefined;
  };

  /** Publishes, and returns what was not confirmed. */
  const publishTogether = async (together: readonly Outgoing[]): Promise<Outgoing[]> => {
    reached('relay.before-publish');
    const results = await broker.publish(together.map(({ message }) => toWire(message, kindOf(message))));
    for (const [index, { message, entry }] of together.entries()) {
      if (results[index]?.confirmed !== true || !entry.open.delete(message)) continue;
      refusals.delete(message.id);
      if (entry.open.size === 0) confirmed.push(entry.id);
    }
    if (confirmed.length > 0) deleting ??= deleteConfirmed();
    const unconfirmed: Outgoing[] = [];
    for (const [index, each] of together.entries()) {
      const result = results[index];
      if (result?.confirmed !== true && !(await isGivenUp(each, result?.reason ?? '')))
        unconfirmed.push(each);
    }
    return unconfirmed;
  };

  /** Publishes what this process remembers; what is refused is tried again. */
  const send = async (together: readonly Outgoing[]): Promise<void> => {
    let unconfirmed: readonly Outgoing[] = [];
    try {
      unconfirmed = await publishTogether(together);
    } catch (error) {
      // The sweep has them.
      onFault(error);
    }
    known -= together.length - unconfirmed.length;
    refused.push(...unconfirmed);
    if (refused.length > 0) retrying ??= retry();
  };

  /** One loop for all: while the broker is away each attempt fails at once. */
  const retry = async (): Promise<void> => {
    await pause(clock, retryAfterMs, stopping.signal);
    const together = refused;
    refused = [];
    retrying = undefined;
    if (!stopping.signal.aborted) start(together);
  };

  const start = (together: readonly Outgoing[]): void => {
    const sending = send(together).finally(() => underWay.delete(sending));
    underWay.add(sending);
  };

  /** Everything counts as lost at start: its process may be dead, and a message sent twice is absorbed. */
  const writtenBeforeStart = clock.now() + leaseMs;

  const sweep = async (): Promise<void> => {
    let expiredBefore = writtenBeforeStart;
    while (!stopping.signal.aborted) {
      try {
        if (broker.isReady()) {
          // Later than all that counts as lost, or what is not deleted yet would be taken again.
          const until = new Date(clock.now() + leaseMs + 1).toISOString();
          const found = await claimOutbox(
            database,
            schema,
            new Date(expiredBefore).toISOString(),
            until,
            sweptAtOnce,
          );
          if (found.length > 0) reached('relay.after-claim');
          const unconfirmed = found.length > 0 ? await publishTogether(found.flatMap(outgoing)) : [];
          if (found.length === sweptAtOnce && unconfirmed.length === 0) continue;
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
    publish: (entries) => {
      if (entries.length === 0 || known >= remembered) return;
      const together = entries.flatMap(outgoing);
      known += together.length;
      start(together);
    },
    close: async () => {
      stopping.abort();
      const ended = new AbortController();
      const loops = Promise.all([...underWay, retrying, sweeping])
        .then(() => deleting)
        .finally(() => ended.abort());
      await Promise.race([loops, pause(clock, endWithinMs, ended.signal)]);
    },
  };
};
