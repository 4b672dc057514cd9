import type { Envelope } from '../../contracts/envelope.ts';
import type { StreamId } from '../../contracts/ids.ts';
import type { ReceivedMessage } from '../broker/broker.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../store/database.ts';
import { databaseFault } from '../store/database-fault.ts';
import type { Observer } from '../telemetry/observer.ts';
import { keepDelivery } from './keep-undeliverable.ts';

/** What setting deliveries aside works with. */
export interface SetAsideOptions {
  readonly database: Database;
  readonly schema: string;
  readonly clock: Clock;
  readonly observer: Observer;
  /** The actor that takes a message. @throws when none does */
  readonly subjectOf: (message: Envelope) => StreamId;
}

/**
 * Keeps a delivery that no actor could be given as a dead letter, whole; resolves when it is stored. `message` is what
 * could be read of it: the messages behind it for the same actor wait then.
 */
export type SetAside = (delivery: ReceivedMessage, error: unknown, message?: Envelope) => Promise<void>;

/** Makes the one of a service. */
export const createSetAside = (options: SetAsideOptions): SetAside => {
  const { database, schema, clock, observer } = options;
  return async (delivery, error, message) => {
    const keep = (streamId?: StreamId) => keepDelivery(database, schema, clock, delivery, error, streamId);
    const streamId = message && actorOf(options, message);
    const code = await keep(streamId).catch((fault: unknown) => {
      // The name of its actor may be what cannot be stored.
      if (streamId === undefined || databaseFault(fault) !== 'data') throw fault;
      return keep();
    });
    const { messageId, type } = delivery;
    observer.deadLetter({ messageId, type }, code, error instanceof Error ? error.message : String(error));
  };
};

const actorOf = (options: SetAsideOptions, message: Envelope): StreamId | undefined => {
  try {
    return options.subjectOf(message);
  } catch {
    return undefined;
  }
};
