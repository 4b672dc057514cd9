import type { Envelope } from '../../contracts/envelope.ts';
import { type StreamId, streamId } from '../../contracts/ids.ts';
import { journeyEventsV1, journeyMachineV1 } from '../../machines/journey/journey-machine-v1.ts';
import { type ActorDefinition, onEvent } from '../../runtime/actor/definition.ts';
import { durableMachine } from '../../runtime/actor/durable-machine.ts';

const subjectOf = (data: { readonly orderId: string } | { readonly sku: string }): StreamId =>
  streamId('journey', 'orderId' in data ? `order-${data.orderId}` : `sku-${data.sku}`);

/** When it happened at the source, in the one form that compares as text. */
const occurredAt = ({ time }: Envelope): string => new Date(time).toISOString();

/** Follows orders and SKUs: every event that analytics listens to becomes a fact of its log, in any order. */
export const journeyActor: ActorDefinition<unknown, unknown> = {
  category: 'journey',
  machines: [durableMachine(journeyMachineV1)],
  reactions: journeyEventsV1.map((message) =>
    onEvent(message, {
      creates: true,
      subject: subjectOf,
      fact: (data, envelope) => ({ ...data, type: envelope.type, occurredAt: occurredAt(envelope) }),
    }),
  ),
};
