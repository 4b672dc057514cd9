import type { Envelope } from '../../contracts/envelope.ts';
import { type StreamId, streamId } from '../../contracts/ids.ts';
import { StockLevelsChanged } from '../../contracts/inventory-messages.ts';
import type { DataOf } from '../../contracts/message-type.ts';
import { journeyEventsV1, journeyMachineV1 } from '../../machines/journey/journey-machine-v1.ts';
import { journeyMachineV2, shippingEventsV2 } from '../../machines/journey/journey-machine-v2.ts';
import { journeyMachineV3 } from '../../machines/journey/journey-machine-v3.ts';
import { type ActorDefinition, onEvent } from '../../runtime/actor/definition.ts';
import { durableMachine } from '../../runtime/actor/durable-machine.ts';

type Heard = { readonly orderId: string } | { readonly sku: string };

const subjectOf = (data: Heard): StreamId =>
  streamId('journey', 'orderId' in data ? `order-${data.orderId}` : `sku-${data.sku}`);

/** A stream of its own: the other one of the same order may have begun with version 1, which would not hear it. */
const shippingOf = ({ orderId }: { readonly orderId: string }): StreamId =>
  streamId('journey', `shipping-${orderId}`);

/**
 * A stream for each message, after the first of its levels: one stream for all of them would be waited for by every
 * batch and would grow for ever.
 */
const stockOf = ({ levels: [first] }: DataOf<typeof StockLevelsChanged>): StreamId =>
  streamId('journey', `stock-${first?.sku}-${first?.revision}`);

/** The event with when it happened at the source, in the one form that compares as text, and as which version there. */
const asFact = (data: object, { type, time, subjectVersion }: Envelope) => ({
  ...data,
  type,
  occurredAt: new Date(time).toISOString(),
  sourceVersion: subjectVersion,
});

/** Follows orders and SKUs: every event that analytics listens to becomes a fact of its log, in any order. */
export const journeyActor: ActorDefinition<unknown, unknown> = {
  category: 'journey',
  machines: [
    durableMachine(journeyMachineV1),
    durableMachine(journeyMachineV2),
    durableMachine(journeyMachineV3),
  ],
  reactions: [
    ...journeyEventsV1.map((message) =>
      onEvent(message, { creates: true, subject: subjectOf, fact: asFact }),
    ),
    ...shippingEventsV2.map((message) =>
      onEvent(message, { creates: true, subject: shippingOf, fact: asFact }),
    ),
    onEvent(StockLevelsChanged, { creates: true, subject: stockOf, fact: asFact }),
  ],
};
