import type { ConsumeMessage, Options } from 'amqplib';
import { mixedType } from '../../runtime/broker/cloud-events-batch.ts';
import { singleMessages } from '../../runtime/broker/single-messages.ts';
import { inBinaryMode } from '../../runtime/broker/wire-content.ts';

/** A message as it can be published again by itself. */
export interface SentMessage {
  readonly exchange: string;
  readonly routingKey: string;
  readonly content: Buffer;
  readonly options: Options.Publish;
}

/** What was delivered, message by message, also when it came as a batch. */
export const sentMessages = (delivered: ConsumeMessage): readonly SentMessage[] => {
  const { exchange, routingKey } = delivered.fields;
  return singleMessages(delivered, () => true).map(({ messageId, type, content }) => {
    const { headers, body } = inBinaryMode(content);
    return {
      exchange,
      // A batch of several types came by one of them.
      routingKey: delivered.properties.type === mixedType ? (type ?? routingKey) : routingKey,
      content: body,
      options: {
        ...delivered.properties,
        contentType: 'application/json',
        headers,
        ...(messageId !== undefined && { messageId }),
        ...(type !== undefined && { type }),
      },
    };
  });
};
