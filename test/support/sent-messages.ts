import type { ConsumeMessage, Options } from 'amqplib';
import { singleMessages } from '../../runtime/broker/single-messages.ts';
import { inBinaryMode } from '../../runtime/broker/wire-content.ts';

/** A message as it can be published again by itself. */
export interface SentMessage {
  readonly exchange: string;
  readonly routingKey: string;
  readonly content: Buffer;
  readonly options: Options.Publish;
}

/** What was delivered, message by message, also when it came as a batch; of events of several types those for `isForUs`. */
export const sentMessages = (
  delivered: ConsumeMessage,
  isForUs: (type: string) => boolean = () => true,
): readonly SentMessage[] => {
  const { exchange, routingKey } = delivered.fields;
  return singleMessages(delivered, isForUs).map(({ messageId, type, content }) => {
    const { headers, body } = inBinaryMode(content);
    return {
      exchange,
      // A batch of several types came by one of them.
      routingKey: type ?? routingKey,
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
