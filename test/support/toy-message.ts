import { randomUUID } from 'node:crypto';
import type { Envelope } from '../../contracts/envelope.ts';
import { messageId } from '../../contracts/ids.ts';
import type { DataOf, MessageType } from '../../contracts/message-type.ts';
import { toyStream } from './toy-definition.ts';

/** The trace that every toy message belongs to. */
export const toyTraceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** A message to the toy `data.id`, from outside. */
export const toyMessage = <Message extends MessageType>(
  type: Message,
  data: DataOf<Message>,
  id: string = randomUUID(),
): Envelope => {
  const { id: toy }: { id?: string } = Object(data);
  return {
    id: messageId(id),
    type: type.type,
    schemaVersion: type.schemaVersion,
    source: 'test',
    subject: toyStream(toy ?? ''),
    subjectVersion: 0,
    time: '2026-01-01T00:00:00.000Z',
    correlationId: `${toy}/root`,
    causationId: id,
    traceparent: toyTraceparent,
    data,
  };
};
