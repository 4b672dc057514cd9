import type { ConsumeMessage } from 'amqplib';
import type { Delivery } from './broker.ts';
import { batchContentType, readBatch } from './cloud-events-batch.ts';

/** A message as a queue delivers it, by itself or in a batch: nothing in it has been checked. */
export type SingleMessage = Pick<Delivery, 'messageId' | 'type' | 'headers' | 'body'>;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** What came, message by message. A batch that cannot be read is one message, which its receiver keeps whole. */
export const singleMessages = ({ properties, content }: ConsumeMessage): readonly SingleMessage[] => {
  const headers: Record<string, unknown> = properties.headers ?? {};
  const batched = properties.contentType === batchContentType ? readBatch(content) : undefined;
  // A batch has no headers but those that a broker adds, such as why it gave it up.
  if (batched) return batched.map((each) => ({ ...each, headers: { ...headers, ...each.headers } }));
  return [{ messageId: text(properties.messageId), type: text(properties.type), headers, body: content }];
};
