import type { Static, TSchema } from 'typebox';

/** The five services, by the name of their queue, their schema and their process. */
export type ServiceName = 'order' | 'inventory' | 'payment' | 'notification' | 'analytics';

/**
 * - `command`: imperative, one owner, may be refused.
 * - `event`: past tense, published, any number of listeners.
 * - `fact`: recorded in its own stream only, never published.
 */
export type MessageKind = 'command' | 'event' | 'fact';

/** Turns data of one schema version into data of the next. Pure, never removed. */
export type Upcaster = (data: unknown) => unknown;

/** One message type: its wire name, its owner, its present schema and the way there from older ones. */
export interface MessageType<Type extends string = string, Schema extends TSchema = TSchema> {
  readonly type: Type;
  readonly kind: MessageKind;
  /** Who handles the command, publishes the event or records the fact. */
  readonly owner: ServiceName;
  /** The present schema version, from 1. */
  readonly schemaVersion: number;
  readonly schema: Schema;
  /** `upcasters[n]` leads from version n+1 to n+2; there are `schemaVersion - 1` of them. */
  readonly upcasters: readonly Upcaster[];
}

/** The message as machines see it: its type and its data in one flat object. */
export type Fact<Message> =
  Message extends MessageType<infer Type, infer Schema> ? { readonly type: Type } & Static<Schema> : never;

/** The data of a message type. */
export type DataOf<Message> = Message extends MessageType<string, infer Schema> ? Static<Schema> : never;

const define =
  (kind: MessageKind) =>
  <const Type extends string, Schema extends TSchema>(
    owner: ServiceName,
    type: Type,
    schema: Schema,
    upcasters: readonly Upcaster[] = [],
  ): MessageType<Type, Schema> => ({
    type,
    kind,
    owner,
    schema,
    upcasters,
    schemaVersion: upcasters.length + 1,
  });

/** Defines a command: imperative, handled by `owner` alone. */
export const command = define('command');
/** Defines an event: past tense, published by `owner`. */
export const event = define('event');
/** Defines a fact that stays in the streams of `owner`. */
export const fact = define('fact');
