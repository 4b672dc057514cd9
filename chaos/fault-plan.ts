import type { ServiceName } from '../contracts/message-type.ts';
import { createRandom, type Random } from '../simulation/world/random.ts';
import { serviceNames } from '../test/support/five-processes.ts';

/** What is hit: faults of one target do not overlap, those of different targets may. */
export type Target = ServiceName | 'postgres' | 'rabbitmq' | 'redis' | 'messages';

/** One kind of fault, and how long it lasts: from and to, in seconds; 0 for what is over at once. */
interface FaultKind {
  readonly name: string;
  readonly targets: readonly Target[];
  readonly seconds: readonly [from: number, to: number];
}

/** Every kind of fault; `give-fault.ts` knows how each is given. */
export const faultKinds = {
  'service-killed': { name: 'a service gets SIGKILL', targets: serviceNames, seconds: [0, 0] },
  'service-frozen': {
    name: 'a service gets SIGSTOP, later SIGCONT',
    targets: serviceNames,
    seconds: [1, 18],
  },
  'broker-stopped': { name: 'the RabbitMQ app is stopped', targets: ['rabbitmq'], seconds: [1, 6] },
  'broker-disconnects': { name: 'RabbitMQ closes all connections', targets: ['rabbitmq'], seconds: [0, 0] },
  'channels-closed': { name: 'RabbitMQ closes all channels', targets: ['rabbitmq'], seconds: [0, 0] },
  'memory-alarm': { name: 'RabbitMQ blocks who publishes', targets: ['rabbitmq'], seconds: [1, 6] },
  'database-disconnects': { name: 'PostgreSQL ends all connections', targets: ['postgres'], seconds: [0, 0] },
  'database-restarted': { name: 'PostgreSQL is restarted', targets: ['postgres'], seconds: [0, 3] },
  'database-killed': { name: 'PostgreSQL gets SIGKILL', targets: ['postgres'], seconds: [0, 3] },
  'cache-flushed': { name: 'Redis is flushed', targets: ['redis'], seconds: [0, 0] },
  'cache-stopped': { name: 'Redis is stopped', targets: ['redis'], seconds: [1, 6] },
  'messages-late': {
    name: 'what is sent to a service comes late, in no order',
    targets: serviceNames,
    seconds: [3, 10],
  },
  'messages-repeated': { name: 'messages come again, later', targets: ['messages'], seconds: [3, 10] },
} as const satisfies Record<string, FaultKind>;
export type FaultKindName = keyof typeof faultKinds;

/** A fault that is to be given. */
export interface PlannedFault {
  readonly kind: FaultKindName;
  readonly target: Target;
  /** From the start of the run, in milliseconds. */
  readonly at: number;
  readonly lastsMs: number;
}

const isKind = (name: string): name is FaultKindName => Object.hasOwn(faultKinds, name);
const kindNames = Object.keys(faultKinds).filter(isKind);
/** The system first takes some orders in peace. */
const firstAfterMs = 3_000;
const pauseMs = [3_500, 7_000] as const;

/** The faults of a run: one seed and length give one plan. Every kind comes before any comes again. */
export const planFaults = (seed: number, durationMs: number): readonly PlannedFault[] => {
  const random = createRandom(String(seed));
  const faults: PlannedFault[] = [];
  let at = firstAfterMs;
  let kinds: readonly FaultKindName[] = [];
  while (at < durationMs) {
    if (kinds.length === 0) kinds = shuffled(random, kindNames);
    const [kind, ...rest] = kinds;
    if (kind === undefined) break;
    kinds = rest;
    faults.push(plan(random, kind, at, durationMs));
    at += random.between(...pauseMs);
  }
  return faults;
};

const shuffled = <Item>(random: Random, items: readonly Item[]): readonly Item[] =>
  items
    .map((item) => ({ item, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);

const plan = (random: Random, kind: FaultKindName, at: number, durationMs: number): PlannedFault => {
  const { targets, seconds }: FaultKind = faultKinds[kind];
  const [from, to] = seconds;
  const lastsMs = Math.min(random.between(from * 1_000, to * 1_000), durationMs - at);
  return { kind, target: random.pick(targets), at, lastsMs };
};
