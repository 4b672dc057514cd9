import type { ConsumeMessage } from 'amqplib';
import type { ReceivedMessage } from './broker.ts';
import { batchContentType, mixedEvents, readBatch } from './cloud-events-batch.ts';
import { inBinaryMode } from './wire-content.ts';

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/**
 * What came, message by message; of a batch of events of several types only those for us. A batch that cannot be read is
 * one message, which its receiver keeps whole.
 */
export const singleMessages = (
  { properties, content }: ConsumeMessage,
  isForUs: (type: string) => boolean,
): readonly ReceivedMessage[] => {
  const headers: Record<string, unknown> = properties.headers ?? {};
  const events = properties.contentType === batchContentType ? readBatch(content) : undefined;
  if (!events)
    return [
      {
        messageId: text(properties.messageId),
        type: text(properties.type),
        content: { headers, body: content },
      },
    ];
  // A batch has no headers but those that a broker adds, such as why it gave it up: each of its messages has them then.
  const isPlain = Object.keys(headers).length === 0;
  const ours = properties.type === mixedEvents ? events.filter(({ type }) => isForUs(type)) : events;
  return ours.map((event) => {
    const { id: messageId, type } = event;
    if (isPlain) return { messageId, type, content: { event } };
    const { headers: own, body } = inBinaryMode({ event });
    return { messageId, type, content: { headers: { ...headers, ...own }, body } };
  });
};
