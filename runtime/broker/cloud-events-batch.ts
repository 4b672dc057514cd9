import type { WireMessage } from './broker.ts';

/** The JSON batch format of CloudEvents 1.0 (https://github.com/cloudevents/spec, json-format, section 4). */
export const batchContentType = 'application/cloudevents-batch+json';

/** A message of a batch, as it would have come by itself. */
export interface BatchedMessage extends Pick<WireMessage, 'messageId' | 'type' | 'headers' | 'body'> {}

/** The attributes of a CloudEvent, without their prefix. */
export type Attributes = Readonly<Record<string, string>>;

/** Bytes. What is longer did not come from here: a batch is packed much smaller. */
const longestRead = 1024 * 1024;
const prefix = 'cloudEvents:';
/** The attribute that tracing writes without the prefix. */
const trace = 'traceparent';

/** The attributes of a message that is nothing but a CloudEvent in binary mode; undefined for any other. */
export const attributesOf = ({ headers }: WireMessage): Attributes | undefined => {
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(prefix)) attributes[name.slice(prefix.length)] = value;
    else if (name === trace) attributes[trace] = value;
    else return undefined;
  }
  const { specversion, id, type } = attributes;
  return specversion && id && type ? attributes : undefined;
};

/** One event of a batch as text; `body` is JSON. */
export const writeEvent = (attributes: Attributes, body: Buffer): string =>
  `${JSON.stringify(attributes).slice(0, -1)},"data":${body.toString()}}`;

/** The body of a batch. */
export const writeBatch = (events: readonly string[]): Buffer => Buffer.from(`[${events.join()}]`);

const isText = (entry: readonly [string, unknown]): entry is [string, string] => typeof entry[1] === 'string';

/** Undefined when not all of it can be told: an attribute that is no text, for example. */
const readEvent = (event: unknown): BatchedMessage | undefined => {
  if (typeof event !== 'object' || event === null || !('data' in event)) return undefined;
  const { data, ...rest } = event;
  const attributes = Object.entries(rest);
  if (!attributes.every(isText)) return undefined;
  const { id, type } = Object.fromEntries(attributes);
  if (!id || !type) return undefined;
  const headers = Object.fromEntries(
    attributes.map(([name, value]) => [name === trace ? name : `${prefix}${name}`, value]),
  );
  return { messageId: id, type, headers, body: Buffer.from(JSON.stringify(data)) };
};

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The messages of a batch; undefined when it is none that can be read whole, so that nothing in it is lost. */
export const readBatch = (body: Buffer): readonly BatchedMessage[] | undefined => {
  if (body.length > longestRead) return undefined;
  try {
    const events: unknown = JSON.parse(decoder.decode(body));
    if (!Array.isArray(events) || events.length === 0) return undefined;
    const messages = events.map(readEvent);
    return messages.every((message) => message !== undefined) ? messages : undefined;
  } catch {
    // No JSON, or nested so deep that it can be read and not written.
    return undefined;
  }
};
