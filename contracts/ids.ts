declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** A stream of events, `<category>-<id>`, for example `order-0b3c…`. */
export type StreamId = Branded<string, 'StreamId'>;
/** Identifies one message for ever; derived from what caused it, so that a repeated publish repeats the id. */
export type MessageId = Branded<string, 'MessageId'>;

/** The stream of the entity `id` in `category`. */
export const streamId = (category: string, id: string): StreamId => `${category}-${id}` as StreamId;

/** The part of a stream id behind its category: `order-42` → `42`. */
export const entityId = (stream: StreamId): string => stream.slice(stream.indexOf('-') + 1);

/** The category of a stream id: `order-42` → `order`. */
export const categoryOf = (stream: StreamId): string => stream.slice(0, stream.indexOf('-'));

/**
 * The id of the `index`-th message that version `version` of `stream` emitted.
 * A message that is read from the log again has the id that it was first published under, which the receiver's inbox
 * absorbs.
 */
export const emittedMessageId = (stream: StreamId, version: number, index: number): MessageId =>
  `${stream}/${version}/${index}` as MessageId;

/** Takes a string that comes from outside (a header, a row) as a message id. */
export const messageId = (text: string): MessageId => text as MessageId;

/** Takes a string that comes from outside (a header, a row) as a stream id. */
export const asStreamId = (text: string): StreamId => text as StreamId;
