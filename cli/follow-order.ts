import type { Client } from './client.ts';
import { type InspectedSnapshot, type InspectionEvent, inspectionOf } from './inspection-event.ts';
import { readEvents } from './read-events.ts';

/** What is read of a recorded fact. */
interface Fact {
  readonly version: number;
  readonly type: string;
  readonly data: object;
  readonly machineVersion: number;
  readonly time: string;
}
interface Replayed {
  readonly value: unknown;
  readonly context: unknown;
  readonly done: boolean;
}

/** The life of an order for the inspector: what it went through, then each step as it is taken. */
export async function* followOrder(
  client: Client,
  orderId: string,
  signal: AbortSignal,
): AsyncGenerator<InspectionEvent> {
  const path = `/orders/${encodeURIComponent(orderId)}`;
  const tell = inspectionOf(`order-${orderId}`);
  let machineVersion: number | undefined;
  let before: InspectedSnapshot | undefined;
  for await (const fact of readEvents<Fact>(client, `${path}/stream`, signal)) {
    // A migration gives it another machine on the way.
    if (fact.machineVersion !== machineVersion) {
      machineVersion = fact.machineVersion;
      yield await tell.actor(await client.get(`/machines/order/${machineVersion}`), fact.time, before);
    }
    const { value, context, done } = await client.get<Replayed>(`${path}/replay?version=${fact.version}`);
    before = { status: done ? 'done' : 'active', value, context };
    yield* tell.step(fact.version, fact.time, { ...fact.data, type: fact.type }, before);
  }
}
