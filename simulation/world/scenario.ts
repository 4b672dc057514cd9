import type { MessageType } from '../../contracts/message-type.ts';
import type { ServiceDefinition } from '../../runtime/service.ts';
import type { Database } from '../../runtime/store/database.ts';
import type { Client } from './client.ts';
import type { Incarnation } from './incarnation.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** What is simulated: services, what people do with them, and what must be true. */
export interface Scenario {
  readonly messageTypes: ReadonlyMap<string, MessageType>;
  /** Begins a run: makes what outlives every process, such as a payment provider's book. */
  begin(world: World): Run;
}

/** One run of a scenario. */
export interface Run {
  /** The services of a process that starts, with ports that go dead with it. */
  services(incarnation: Incarnation): readonly ServiceDefinition[];
  /** Plans what people do. */
  play(stage: Stage): void;
  /** Asked after every step in which `service` wrote: returns what must never be, one line each. */
  look?(service: string, database: Database): Promise<readonly string[]>;
  /** Asked when nothing happens any more and nothing fails: lets people go on; false when they have nothing to do. */
  goOn?(stage: Stage): Promise<boolean>;
  /** Asked at the end, when everything is at rest: returns what is wrong, one line each. */
  check?(database: Database): Promise<readonly string[]>;
}

/** What people act on. */
export interface Stage {
  readonly random: Random;
  readonly database: Database;
  readonly client: Client;
  /** Does something so many milliseconds from now. Faults gather around these moments. */
  after(milliseconds: number, act: () => unknown): void;
}
