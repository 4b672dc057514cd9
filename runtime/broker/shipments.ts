import { groupBy } from '../group-by.ts';
import type { WireMessage } from './broker.ts';
import { batchContentType, mixedEvents, writeBatch } from './cloud-events-batch.ts';
import { type BinaryMode, type CloudEvent, inBinaryMode } from './wire-content.ts';

/** What is published as one AMQP message, and the places of its messages among those that are to be published. */
export interface Shipment extends BinaryMode {
  readonly messageId: string;
  /** That of its messages; `mixedEvents` or `commands` when they are of several. */
  readonly type: string;
  /** The types that it is routed by: it goes to every queue that one of them goes to, once. */
  readonly routes: readonly [string, ...string[]];
  readonly kind: WireMessage['kind'];
  readonly contentType: string;
  readonly places: readonly number[];
}

/** What comes again together grows with the batch. */
const mostEvents = 32;
/** Bytes: 400 batches that wait in a process are 25 MB at most. */
const largestBatch = 64 * 1024;

interface Placed {
  readonly message: WireMessage;
  readonly place: number;
}

/** A message that may travel with others. */
interface Batchable extends Placed {
  readonly event: CloudEvent;
}

interface Batch {
  readonly members: Placed[];
  readonly events: string[];
  bytes: number;
}

const asPlaced = (message: WireMessage, place: number): Placed | Batchable => {
  const { content } = message;
  return 'event' in content && content.event.id && content.event.type
    ? { message, place, event: content.event }
    : { message, place };
};
const isBatchable = (placed: Placed | Batchable): placed is Batchable => 'event' in placed;

const alone = ({ message, place }: Placed): Shipment => {
  const { messageId, type, kind } = message;
  const { headers, body } = inBinaryMode(message.content);
  return {
    messageId,
    type,
    routes: [type],
    kind,
    headers,
    body,
    contentType: 'application/json',
    places: [place],
  };
};

const shipmentsOf = ({ members, events }: Batch): readonly Shipment[] => {
  const [first, ...others] = members;
  if (!first || others.length === 0) return members.map(alone);
  const { messageId, type, kind } = first.message;
  const further = new Set(others.map(({ message }) => message.type));
  further.delete(type);
  return [
    {
      messageId: `${messageId}+${others.length}`,
      type: further.size === 0 ? type : kind === 'event' ? mixedEvents : 'commands',
      // Commands that travel together have one owner: whichever of them finds its queue finds that of all.
      routes: kind === 'command' ? [type] : [type, ...further],
      kind,
      headers: {},
      contentType: batchContentType,
      body: writeBatch(events),
      places: members.map(({ place }) => place),
    },
  ];
};

const pack = (group: readonly Batchable[]): readonly Shipment[] => {
  const batches: Batch[] = [];
  const tooLarge: Placed[] = [];
  for (const member of group) {
    const event = JSON.stringify(member.event);
    const bytes = Buffer.byteLength(event);
    if (bytes > largestBatch) {
      tooLarge.push(member);
      continue;
    }
    let batch = batches.at(-1);
    if (!batch || batch.events.length === mostEvents || batch.bytes + bytes > largestBatch) {
      batch = { members: [], events: [], bytes: 0 };
      batches.push(batch);
    }
    batch.members.push(member);
    batch.events.push(event);
    batch.bytes += bytes;
  }
  return [...batches.flatMap(shipmentsOf), ...tooLarge.map(alone)];
};

/**
 * Puts messages into as few shipments as possible: events together, commands with those that go to the same queue.
 * `ownerOf` names the queue of a command's type. A message to the broker costs it and both sides some 0.1 ms of CPU
 * under load and ten times as much when there is little to do, whatever is in it.
 */
export const asShipments = (
  messages: readonly WireMessage[],
  ownerOf: (type: string) => string | undefined,
): readonly Shipment[] => {
  const together = groupBy(messages.map(asPlaced), (placed) => {
    if (!isBatchable(placed)) return placed.place;
    const { kind, type } = placed.message;
    if (kind === 'event') return 'events';
    return `commands ${ownerOf(type) ?? `that nobody owns ${type}`}`;
  });
  return [...together.values()].flatMap((group) =>
    group.length > 1 ? pack(group.filter(isBatchable)) : group.map(alone),
  );
};
