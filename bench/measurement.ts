import type { Arrival } from './load/load-job.ts';
import type { MixName } from './mix.ts';
import type { Percentiles } from './percentiles.ts';

/** A load to measure something under. */
export interface LoadSpec {
  readonly arrival: Arrival;
  readonly mix: MixName;
  readonly seconds: number;
}

/** What was measured under one load. Times are in milliseconds, sizes in bytes. */
export interface Measurement {
  readonly load: LoadSpec;
  readonly orders: number;
  /** Answers 503: not taken. */
  readonly refused: number;
  /** Orders from the first request until the last of them was settled. */
  readonly settledPerSecond: number;
  /** The same until nothing moved any more: mails sent, figures counted. */
  readonly finishedPerSecond: number;
  /** From when the order was sent, or was to be sent, to the answer that it is stored. */
  readonly answered: Percentiles | null;
  /** From then until the fact that settled it was recorded. */
  readonly settled: Percentiles | null;
  /** CPU of each process and server, `client` among them. */
  readonly cpuMsPerOrder: Readonly<Record<string, number>>;
  /** Share of the time in which the load process was busy, and the delay of its timers: whether it held back. */
  readonly clientBusy: number;
  readonly clientLoopDelayP99: number;
  readonly peakMemory: Readonly<Record<string, number>>;
  readonly bytesPerOrder: Readonly<Record<string, number>>;
  readonly walBytesPerOrder: number;
  readonly batches: Readonly<
    Record<
      string,
      { readonly commitsPerOrder: number; readonly meanMessages: number; readonly meanCommitMs: number }
    >
  >;
}
