import type { WireContent } from './wire-content.ts';

/** A message on its way. */
export interface WireMessage {
  readonly messageId: string;
  readonly type: string;
  /** `command`: direct, exactly one queue must take it. `event`: topic, nobody has to listen. */
  readonly kind: 'command' | 'event';
  readonly content: WireContent;
}

/** A message as it came: nothing in it has been checked. */
export interface ReceivedMessage {
  readonly messageId: string | undefined;
  readonly type: string | undefined;
  readonly content: WireContent;
}

/** A message that a queue handed out. Exactly one of `ack` and `release` must be called, once. */
export interface Delivery extends ReceivedMessage {
  readonly redelivered: boolean;
  /** The message was handled and recorded; the queue forgets it. */
  ack(): void;
  /** Puts it back to be delivered again, to anybody. */
  release(): void;
}

/** A queue and what is routed to it. */
export interface QueueTopology {
  readonly queue: string;
  /** Command types that it alone owns. */
  readonly commands: readonly string[];
  /** Event types that it listens to. */
  readonly events: readonly string[];
}

/** The queue of what the broker itself gave up on for `queue`; it exists beside every queue. */
export const deadLetterQueue = (queue: string): string => `${queue}.dead-letters`;

/** The whole routing, declared by every process, so that nothing is published into the void on first start. */
export type Topology = readonly QueueTopology[];

/** A running subscription. */
export interface Subscription {
  /** Stops taking messages; resolves when no further delivery will be handed out. Unacknowledged ones are still valid. */
  stop(): Promise<void>;
}

/** What became of one published message. */
export type PublishResult =
  | { readonly confirmed: true }
  /** Not taken over by the broker (returned, nacked, connection lost): it must be published again. */
  | { readonly confirmed: false; readonly reason: string };

/**
 * Moves messages between services: at least once, in any order.
 * RabbitMQ and the embedded broker implement it and pass the same contract suite.
 */
export interface Broker {
  /** Publishes all and resolves, in the same order, when each is confirmed or known not to be. Never rejects. */
  publish(messages: readonly WireMessage[]): Promise<readonly PublishResult[]>;
  /** Hands every message of `queue` to `onDelivery`, at most `prefetch` unacknowledged at a time; survives reconnects. */
  subscribe(queue: string, prefetch: number, onDelivery: (delivery: Delivery) => void): Promise<Subscription>;
  /** Whether messages can flow now (readiness). */
  isReady(): boolean;
  /** Closes connections; resolves when nothing is left running. */
  close(): Promise<void>;
}
