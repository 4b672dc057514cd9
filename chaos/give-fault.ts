import type { ServiceName } from '../contracts/message-type.ts';
import { serviceNames } from '../test/support/five-processes.ts';
import type { OutageSystem } from '../test/support/outage-system.ts';
import type { DelayedMessages } from './delay-messages.ts';
import type { FaultKindName, PlannedFault } from './fault-plan.ts';
import type { RepeatedMessages } from './repeat-messages.ts';

/** What is done to messages on their way. */
export interface MessageFaults {
  readonly repeated: RepeatedMessages;
  readonly delayed: DelayedMessages;
}

/** Begins a fault; resolves, when it has begun, with what ends it. */
type Give = (system: OutageSystem, fault: PlannedFault, messages: MessageFaults) => Promise<End>;
type End = () => Promise<void>;

const over: End = async () => {};
const serviceOf = ({ target }: PlannedFault): ServiceName => {
  const service = serviceNames.find((name) => name === target);
  if (service) return service;
  throw new Error(`${target} is not a service`);
};

const ways: Readonly<Record<FaultKindName, Give>> = {
  'service-killed': async ({ processes }, fault) => {
    await processes.kill(serviceOf(fault));
    return () => processes.restart(serviceOf(fault));
  },
  'service-frozen': async ({ processes }, fault) => {
    const frozen = processes.process(serviceOf(fault));
    frozen.freeze();
    return async () => frozen.thaw();
  },
  'broker-stopped': async ({ servers }) => {
    await servers.rabbitmq.stopApp();
    return servers.rabbitmq.startApp;
  },
  'broker-disconnects': async ({ servers }) => {
    await servers.rabbitmq.closeConnections();
    return over;
  },
  'channels-closed': async ({ servers }) => {
    await servers.rabbitmq.closeChannels();
    return over;
  },
  'memory-alarm': async ({ servers }) => {
    await servers.rabbitmq.memoryAlarm(true);
    return () => servers.rabbitmq.memoryAlarm(false);
  },
  'database-disconnects': async ({ servers }) => {
    await servers.postgres.endConnections();
    return over;
  },
  'database-restarted': async ({ servers }) => {
    await servers.postgres.stop();
    return servers.postgres.start;
  },
  'database-killed': async ({ servers }) => {
    await servers.postgres.kill();
    return servers.postgres.start;
  },
  'cache-flushed': async ({ servers }) => {
    await servers.redis.flush();
    return over;
  },
  'cache-stopped': async ({ servers }) => {
    await servers.redis.stop();
    return servers.redis.start;
  },
  'messages-late': async (_system, fault, { delayed }) => delayed.begin(serviceOf(fault)),
  'messages-repeated': async (_system, _fault, { repeated }) => {
    repeated.listen(true);
    return async () => repeated.listen(false);
  },
};

/** Gives one fault. */
export const giveFault: Give = (system, fault, messages) => ways[fault.kind](system, fault, messages);
