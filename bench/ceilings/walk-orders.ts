import { randomUUID } from 'node:crypto';
import { analyticsService } from '../../actors/analytics/analytics-service.ts';
import { inventoryService } from '../../actors/inventory/inventory-service.ts';
import { notificationService } from '../../actors/notification/notification-service.ts';
import { orderService } from '../../actors/order/order-service.ts';
import type { Gateway } from '../../actors/payment/gateway.ts';
import { paymentService } from '../../actors/payment/payment-service.ts';
import type { Envelope } from '../../contracts/envelope.ts';
import { messageId, type StreamId, streamId } from '../../contracts/ids.ts';
import { ReserveStock } from '../../contracts/inventory-messages.ts';
import { messageTypes } from '../../contracts/message-types.ts';
import { PlaceOrder } from '../../contracts/order-messages.ts';
import type { ActorState } from '../../runtime/actor/actor-state.ts';
import { groupCommit } from '../../runtime/actor/group-commit.ts';
import type { Intake } from '../../runtime/actor/intake.ts';
import { initialState } from '../../runtime/actor/replay.ts';
import { type StepContext, step, topState } from '../../runtime/actor/step.ts';
import { createDirectory, type Directory } from '../../runtime/directory.ts';
import { queueOf, type ServiceDefinition } from '../../runtime/service.ts';
import type { ActorCommit } from '../../runtime/store/actor-commit.ts';
import { newTraceparent } from '../../runtime/telemetry/trace-context.ts';
import { createRandom } from '../../simulation/world/random.ts';
import { drawOrder, products } from '../mix.ts';

/** One message that an actor takes on the way of an order, with all that its step needs and what it leads to. */
export interface WalkedStep {
  readonly context: StepContext;
  readonly before: ActorState;
  readonly intake: Intake;
  readonly known: unknown;
  readonly commit: ActorCommit;
}

const accept = async () => ({ accepted: true, reference: 'reference' }) as const;
const decline = async () => ({ accepted: false, reason: 'declined' }) as const;
const gateway: Gateway = {
  authorize: ({ token }) => (token === 'tok_declined' ? decline() : accept()),
  capture: accept,
  void: accept,
  refund: accept,
};

const services: readonly ServiceDefinition[] = [
  orderService(() => true),
  inventoryService(),
  paymentService(gateway),
  notificationService({ send: async () => {}, close: async () => {} }, 'nobody@localhost'),
  analyticsService(),
];
const hosts = services.map((service) => {
  const { commands, events } = queueOf(service);
  return { service, directory: createDirectory(service), takes: new Set([...commands, ...events]) };
});
type Host = (typeof hosts)[number];

/** The queues and bindings of the five services. */
export const walkedTopology = services.map(queueOf);

const prices = new Map(
  products.map(({ sku, price }) => [sku, { sku, name: `The ${sku}`, price, currency: 'EUR' }] as const),
);
const available = new Map(products.map(({ sku, pieces }) => [sku, pieces] as const));
const knownFor = ({ type }: Envelope): unknown =>
  type === PlaceOrder.type ? prices : type === ReserveStock.type ? available : undefined;

/**
 * Leads orders of the regular mix through all services in memory, by the definitions that the services run: a list of
 * steps for each order, in the order in which they can happen. Nobody cancels.
 */
export const walkOrders = async (
  count: number,
  seed: string,
): Promise<readonly (readonly WalkedStep[])[]> => {
  const random = createRandom(seed);
  const walks: WalkedStep[][] = [];
  for (let number = 0; number < count; number += 1)
    walks.push(await walkOrder(drawOrder(random, 'regular').body));
  return walks;
};

const walkOrder = async (body: object): Promise<WalkedStep[]> => {
  const orderId = randomUUID();
  const id = messageId(`http/${PlaceOrder.type}/${randomUUID()}`);
  const placing: Envelope = {
    ...envelopeOf(streamId('order', orderId), id, PlaceOrder.type, { ...body, orderId }),
    causationId: id,
  };
  const actors = new Map<StreamId, { state: ActorState; revision: number }>();
  const steps: WalkedStep[] = [];
  const waiting: { host: Host; intake: Intake }[] = [];
  const deliver = (message: Envelope): void => {
    for (const host of hosts)
      if (host.takes.has(message.type))
        waiting.push({
          host,
          intake: intakeOf(message, host.directory.subjectOf(message), { recorded: message !== placing }),
        });
  };
  const [orders] = hosts;
  if (orders) waiting.push({ host: orders, intake: intakeOf(placing, placing.subject, { recorded: false }) });
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { host, intake } = next;
    const walked = take(host, actors, intake);
    steps.push(walked);
    for (const message of walked.commit.outbox) deliver(message);
    for (const outcome of await runActivities(host.directory, walked))
      waiting.push({ host, intake: outcome });
  }
  const order = actors.get(placing.subject)?.state;
  if (order === undefined || !endings.has(topState(order))) throw new Error('An order was led to no end');
  return steps;
};

const endings = new Set(['confirmed', 'cancelled']);

const take = (
  { service, directory }: Host,
  actors: Map<StreamId, { state: ActorState; revision: number }>,
  intake: Intake,
): WalkedStep => {
  const definition = directory.definitionOf(intake.streamId);
  const found = actors.get(intake.streamId);
  const before = found?.state ?? initialState(definition, intake.streamId);
  const context = { service: service.name, definition, messageTypes, now: Date.now() };
  const known = knownFor(intake.message);
  const outcome = step(context, before, intake, known);
  if (outcome.kind === 'rejected') throw outcome.error;
  const revision = found?.revision ?? 0;
  const judged = [{ intake, verdict: { kind: 'stepped', step: outcome } as const }];
  const commit = groupCommit(revision, before, outcome.state, judged);
  if (!commit) throw new Error(`${intake.message.type} changes nothing of ${intake.streamId}`);
  actors.set(intake.streamId, { state: outcome.state, revision: revision + 1 });
  return { context, before, intake, known, commit };
};

const runActivities = async (directory: Directory, { commit, intake }: WalkedStep): Promise<Intake[]> => {
  const stream = commit.after.streamId;
  return Promise.all(
    commit.activities.map(async ({ id, request }) => {
      const activity = directory.definitionOf(stream).activities?.[request.type];
      if (!activity) throw new Error(`Nobody runs ${request.type}`);
      const signal = new AbortController().signal;
      const { type, ...data } = await activity.run(request, activity.idempotencyKey(stream, request), signal);
      const message = {
        ...envelopeOf(stream, messageId(`${id}/outcome`), type, data),
        correlationId: intake.message.correlationId,
      };
      return intakeOf(message, stream, { recorded: true, activityId: id });
    }),
  );
};

const envelopeOf = (subject: StreamId, id: Envelope['id'], type: string, data: unknown): Envelope => ({
  id,
  type,
  schemaVersion: 1,
  source: 'bench',
  subject,
  subjectVersion: 0,
  time: new Date().toISOString(),
  correlationId: subject,
  causationId: id,
  traceparent: newTraceparent(id),
  data,
});

const intakeOf = (
  message: Envelope,
  stream: StreamId,
  more: Pick<Intake, 'recorded' | 'activityId'>,
): Intake => ({ message, streamId: stream, settle: () => {}, fail: () => {}, ...more });
