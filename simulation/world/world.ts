import type { Topology } from '../../runtime/broker/broker.ts';
import type { Coverage } from './coverage.ts';
import type { Random } from './random.ts';
import type { Trace } from './trace.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Weather } from './weather.ts';

/** What everything in a run shares. */
export interface World {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly trace: Trace;
  readonly coverage: Coverage;
  /** Turns fair when the faults are over. */
  readonly weather: Weather;
  readonly topology: Topology;
  /** Something that must never be was seen: the run ends with it. */
  violation(what: string): void;
  /** A service wrote something. */
  wrote(service: string): void;
}
