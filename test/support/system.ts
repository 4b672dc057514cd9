import type { FiveProcesses } from './five-processes.ts';
import type { Shop } from './shop.ts';

/** The five services and their customers, as the suites of an end-to-end test share them. */
export interface System {
  readonly processes: FiveProcesses;
  readonly shop: Shop;
  /** Streams that changed last before this were replayed by the oracle; milliseconds since the epoch. */
  replayedUntil: number;
}
