import type { OrderView } from '../../contracts/http/order-http.ts';
import type { StreamId } from '../../contracts/ids.ts';
import type { ActorState } from '../../runtime/actor/actor-state.ts';
import { readEmissions, storedEmissions } from '../../runtime/actor/emissions.ts';
import { followStream } from '../../runtime/actor/follow-stream.ts';
import { lifeOf } from '../../runtime/actor/life-of.ts';
import { storedFact } from '../../runtime/actor/load-state.ts';
import { allowedCommands, machineOf } from '../../runtime/actor/step.ts';
import { Rejected } from '../../runtime/errors.ts';
import type { ServerSentEvent } from '../../runtime/http/server-sent-events.ts';
import type { Service } from '../../runtime/service.ts';
import { readStream, type StreamEvent } from '../../runtime/store/read-stream.ts';
import { orderStream } from './order-actor.ts';
import { type OrderContext, orderView } from './order-view.ts';
import { replayedOrder } from './replayed-order.ts';

/** An actor's state as the order machine writes it. */
const isOrder = (state: ActorState): state is ActorState<OrderContext> => state.streamId.startsWith('order-');

/** What can be read of one order: from its own row and its own stream, never from a read model. */
export const orderReads = (service: Service) => {
  const isSettled = (state: ActorState): boolean =>
    machineOf(service.definitionOf(state.streamId), state.machineVersion).hasTag(state, 'settled');

  /** The commands that it would take now. */
  const allowed = (state: ActorState): readonly string[] => {
    const definition = service.definitionOf(state.streamId);
    return allowedCommands(definition, machineOf(definition, state.machineVersion), state);
  };

  const view = (state: ActorState): OrderView => {
    if (!isOrder(state)) throw new Error(`${state.streamId} is no order`);
    return orderView(state, isSettled(state));
  };

  /** @throws Rejected `order/unknown` */
  const existing = async (id: string): Promise<ActorState> => {
    const state = await service.read(orderStream(id));
    if (state) return state;
    throw new Rejected('unknown', 'order/unknown', `There is no order ${id}`, { id });
  };

  const present = (event: StreamEvent) => {
    const { type, ...data } = storedFact(service.messageTypes, event).fact;
    return {
      version: event.version,
      type,
      schemaVersion: service.messageTypes.get(type)?.schemaVersion ?? 1,
      data,
      state: event.state,
      machineVersion: event.machineVersion,
      emitted: [...storedEmissions(service.messageTypes, readEmissions(service.messageTypes, event.emitted))],
      messageId: event.messageId,
      causationId: event.causationId,
      correlationId: event.correlationId,
      time: event.time.toISOString(),
    };
  };

  return {
    isSettled,
    allowed,
    view,
    existing,
    events: async (id: string) =>
      (await readStream(service.database, service.name, orderStream(id))).map(present),
    /**
     * Its life up to `version`, or up to now; a version that it has not reached yet is unknown. With `machine` it is
     * folded on that machine version, as far as it would have gone the same way.
     */
    replayed: async (id: string, version?: number, machine?: number) => {
      const stream = orderStream(id);
      const range = version === undefined ? {} : { upTo: version };
      const events = await readStream(service.database, service.name, stream, range);
      if (version !== undefined && events.length < version)
        throw new Rejected(
          'unknown',
          'order/unknown-version',
          `Order ${id} has only ${events.length} versions`,
          { version: events.length },
        );
      const life = lifeOf(service.definitionOf(stream), service.messageTypes, stream, events, machine);
      return replayedOrder(life);
    },
    async *follow(stream: StreamId, after: number, signal: AbortSignal): AsyncGenerator<ServerSentEvent> {
      for await (const event of followStream(service, stream, after, signal))
        yield { id: event.version, event: event.type, data: present(event) };
    },
  };
};
