import type { SentOrder } from './load/load-job.ts';
import type { LoadSpec, Measurement } from './measurement.ts';

/** What came of one load, with the orders that it placed. */
export interface MeasuredLoad {
  readonly measurement: Measurement;
  readonly orders: readonly SentOrder[];
}

/** Puts a load on a running system. @throws when an order is not settled as it should be: that is no result */
export type Measure = (load: LoadSpec, seed: string) => Promise<MeasuredLoad>;

/** A system that has been started, with all products in stock and nothing ordered. */
export interface RunningContender {
  readonly measure: Measure;
  /** Holds its books against each other, at rest, after all loads; one readable line for what is wrong. */
  audit(orders: readonly SentOrder[]): Promise<string[]>;
  /** Ends it and removes what it stored. */
  stop(): Promise<void>;
}

/** One of those that are compared. */
export interface Contender {
  readonly name: ContenderName;
  start(): Promise<RunningContender>;
}
export type ContenderName = 'ours' | 'dbos' | 'restate' | 'embedded';
