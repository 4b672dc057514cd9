/** A CloudEvent 1.0 in its JSON format: the attributes, all of them text, beside the data. */
export interface CloudEvent {
  readonly [attribute: string]: unknown;
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

/** Binary mode of CloudEvents 1.0 over AMQP, attributes as headers and the data as the body; or what is no CloudEvent. */
export interface BinaryMode {
  readonly headers: Readonly<Record<string, unknown>>;
  /** UTF-8 JSON. */
  readonly body: Buffer;
}

/**
 * What is in a message: an event that is still to be written or has been read in a batch, or what came by itself.
 * Making headers and body of every event took as long as everything else that a message costs: publishing one of 32
 * 5.6 µs of CPU instead of 3.3, receiving it 16.4 instead of 5.2.
 */
export type WireContent = BinaryMode | { readonly event: CloudEvent };

/** The attribute that tracing writes without the prefix. */
const trace = 'traceparent';

const headerOf = (attribute: string): string => (attribute === trace ? trace : `cloudEvents:${attribute}`);

/** An attribute by its own name; nothing in it has been checked. */
export const attributeOf = (content: WireContent, name: string): unknown =>
  'event' in content ? content.event[name] : content.headers[headerOf(name)];

/** What a message is when it travels by itself or is kept. */
export const inBinaryMode = (content: WireContent): BinaryMode => {
  if (!('event' in content)) return content;
  const { event } = content;
  const headers: Record<string, unknown> = {};
  for (const name in event) if (name !== 'data') headers[headerOf(name)] = event[name];
  return { headers, body: Buffer.from(JSON.stringify(event.data)) };
};
