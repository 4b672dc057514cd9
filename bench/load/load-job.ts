import type { MixName, OrderKind } from '../mix.ts';

/** Where orders are placed and cancelled, whoever takes them. `{id}` stands for the order's id. */
export interface LoadTarget {
  readonly origin: string;
  /** With `{id}`, the client chooses the id; without, the answer's body has it as `id`. */
  readonly placePath: string;
  readonly cancelPath: string;
  /** Answers of placing and cancelling that are in order; a cancellation may come too late. */
  readonly placed: readonly number[];
  readonly cancelled: readonly number[];
  readonly tooLate: readonly number[];
}

/** How orders arrive. */
export type Arrival =
  /** Every connection sends its next order when the last one was answered. */
  | { readonly kind: 'closed'; readonly connections: number }
  /** They arrive at random, `rate` a second on average, whether or not those before were answered. */
  | {
      readonly kind: 'open';
      readonly rate: number /** Of the maximum, for the table. */;
      readonly share: number;
    };

/** What the load process is told to do. */
export interface LoadJob {
  readonly target: LoadTarget;
  readonly arrival: Arrival;
  readonly mix: MixName;
  readonly seed: string;
  readonly seconds: number;
}

/** One order that was answered. */
export interface SentOrder {
  readonly id: string;
  readonly kind: OrderKind;
  /** When it was sent, or should have been in an open loop: milliseconds since the epoch. */
  readonly dueAt: number;
  /** From then to its answer, in milliseconds. */
  readonly answeredAfter: number;
  /** Of an order that its customer cancels. */
  readonly cancellation?: 'taken' | 'too-late';
}

/** What came of a job. */
export interface LoadResult {
  readonly orders: readonly SentOrder[];
  /** Answers 503: the order was not taken, and none was sent instead in an open loop. */
  readonly refused: number;
  /** Answers that must not be given, and requests without one; the first few. */
  readonly faults: readonly string[];
  /** Milliseconds since the epoch. */
  readonly beganAt: number;
  readonly endedAt: number;
  /** CPU time of the load process and how long its event loop made a timer wait: whether it held the load back. */
  readonly cpuMs: number;
  readonly loopDelayP99: number;
}
