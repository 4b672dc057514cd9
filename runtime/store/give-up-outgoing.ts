import type { Envelope } from '../../contracts/envelope.ts';
import type { Database } from './database.ts';
import { keepUndeliverable } from './held-messages.ts';
import { keepRest, type OutboxEntry } from './outbox.ts';

/**
 * Moves a message from the outbox to the dead letters, in one transaction; `rest` is what its entry keeps. Redriving
 * puts it back.
 */
export const giveUpOutgoing = (
  database: Database,
  schema: string,
  message: Envelope,
  rest: OutboxEntry,
  wire: { readonly headers: Readonly<Record<string, unknown>>; readonly body: Buffer },
  reason: string,
  now: number,
): Promise<void> =>
  database.transaction().execute(async (transaction) => {
    await keepUndeliverable(
      transaction,
      schema,
      {
        kind: 'outgoing',
        // Not held against its sender: nothing that comes to this actor has to wait for what leaves it.
        streamId: undefined,
        messageId: message.id,
        type: message.type,
        headers: wire.headers,
        body: wire.body,
        correlationId: message.correlationId,
        errorCode: reason,
        errorMessage: 'The broker does not take it: no queue is bound for it, or it is too large',
        errorStack: undefined,
      },
      now,
    );
    await keepRest(transaction, schema, rest);
  });
