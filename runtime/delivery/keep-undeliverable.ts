import type { StreamId } from '../../contracts/ids.ts';
import type { ReceivedMessage } from '../broker/broker.ts';
import { attributeOf, inBinaryMode } from '../broker/wire-content.ts';
import type { Clock } from '../clock.ts';
import { RuntimeError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { keepUndeliverable } from '../store/held-messages.ts';

/** Keeps a delivery that no actor can be given as a dead letter, whole. `streamId` where it could be read. */
export const keepDelivery = async (
  database: Database,
  schema: string,
  clock: Clock,
  delivery: ReceivedMessage,
  error: unknown,
  streamId?: StreamId,
): Promise<string> => {
  const errorCode = error instanceof RuntimeError ? error.code : 'message/handler-failed';
  const correlationId = attributeOf(delivery.content, 'correlationid');
  await keepUndeliverable(
    database,
    schema,
    {
      kind: 'message',
      streamId,
      messageId: delivery.messageId,
      type: delivery.type,
      ...inBinaryMode(delivery.content),
      correlationId: typeof correlationId === 'string' ? correlationId : undefined,
      errorCode,
      errorMessage: error instanceof Error ? error.message : String(error),
      errorStack: error instanceof Error ? error.stack : undefined,
    },
    clock.now(),
  );
  return errorCode;
};
