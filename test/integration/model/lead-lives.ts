import type { AnyEventObject, AnyMachineSnapshot } from 'xstate';
import type { Envelope } from '../../../contracts/envelope.ts';
import { messageId, type StreamId, streamId } from '../../../contracts/ids.ts';
import { messageTypes } from '../../../contracts/message-types.ts';
import { isTimer } from '../../../proofs/explore.ts';
import type { ActorState } from '../../../runtime/actor/actor-state.ts';
import type { Intake, Outcome } from '../../../runtime/actor/intake.ts';
import { processBatch } from '../../../runtime/actor/pipeline.ts';
import { defaultDeliveryPolicy } from '../../../runtime/delivery/delivery-policy.ts';
import { createSchemaCheck } from '../../../runtime/delivery/schema-check.ts';
import { fromWire, toWire } from '../../../runtime/delivery/wire-message.ts';
import type { Database } from '../../../runtime/store/database.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import type { Life } from './choose-paths.ts';
import type { ModelledActor } from './modelled-actor.ts';

/** A life that an actor has led. */
export interface Led {
  readonly life: Life;
  readonly stream: StreamId;
  /** What stands in its facts for what names the entity of the model. */
  as(value: unknown): unknown;
  /** When each of its facts was taken, in milliseconds since the epoch. */
  readonly times: readonly number[];
  /** What became of those that are not taken, in order; undefined: nothing can bring such a fact about there. */
  readonly refused: readonly (Outcome['kind'] | undefined)[];
}

/** Time that passes between two facts. */
const tickMs = 1_000;
const batchSize = 250;

/**
 * Leads all lives side by side through the pipeline, one fact of each a round: loaded from its row, stepped, committed.
 * Messages go through the wire form and the schema check. Throws when a message fails.
 */
export const leadLives = async (
  database: Database,
  actor: ModelledActor,
  lives: readonly Life[],
): Promise<readonly Led[]> => {
  const clock = createManualClock();
  const check = createSchemaCheck();
  const activities = new Map<StreamId, string>();
  const states = new Map<StreamId, ActorState>();

  const send = async (intakes: readonly Omit<Intake, 'settle' | 'fail'>[]): Promise<readonly Outcome[]> => {
    const outcomes: Promise<Outcome>[] = [];
    for (let from = 0; from < intakes.length; from += batchSize) {
      const batch: Intake[] = [];
      for (const intake of intakes.slice(from, from + batchSize))
        outcomes.push(new Promise((settle, fail) => batch.push({ ...intake, settle, fail })));
      await processBatch(
        {
          service: actor.schema,
          database,
          clock,
          messageTypes,
          definitionOf: () => actor.definition,
          policyOf: () => defaultDeliveryPolicy,
          onCommitted: ({ commits }) => {
            for (const { after, activities: requested } of commits) {
              states.set(after.streamId, after);
              for (const { id } of requested) activities.set(after.streamId, id);
            }
          },
          // Nothing is remembered: each step begins with what was stored.
          recent: { of: () => undefined, keep: () => {} },
          onFault: (error) => {
            throw error;
          },
        },
        batch,
        new AbortController().signal,
      );
    }
    return Promise.all(outcomes);
  };

  const intakeOf = (led: Led, fact: AnyEventObject, before: AnyMachineSnapshot, round: string) => {
    const { stream } = led;
    const envelope = (type: string, data: object, id: string, more: Partial<Envelope> = {}): Envelope => ({
      id: messageId(id),
      type,
      schemaVersion: messageTypes.get(type)?.schemaVersion ?? 1,
      source: 'model',
      subject: stream,
      subjectVersion: 1,
      time: new Date(clock.now()).toISOString(),
      correlationId: stream,
      causationId: id,
      traceparent: '',
      data,
      ...more,
    });
    if (isTimer(fact)) {
      const dueAt = states.get(stream)?.timers[fact.type] ?? clock.now();
      const message = envelope(fact.type, {}, `${stream}/${fact.type}/${dueAt}/${round}`);
      return { message, streamId: stream, recorded: false, timer: { timerId: fact.type, dueAt } };
    }
    const delivery = actor.deliver(fact, before);
    if (!delivery) return undefined;
    if (delivery === 'outcome') {
      const { type, ...data } = fact;
      const activityId = activities.get(stream) ?? `${stream}/none`;
      const message = envelope(type, data, `${activityId}/outcome/${round}`);
      return { message, streamId: stream, recorded: true, activityId };
    }
    const { message: type, data, envelope: more } = delivery;
    const sent = envelope(type.type, Object(led.as(data)), `${stream}/${round}`, more);
    const kind = type.kind === 'command' ? 'command' : 'event';
    const message = fromWire(toWire(sent, kind).content, messageTypes, check);
    const reaction = actor.definition.reactions.find((each) => each.message.type === type.type);
    if (reaction?.subject(message.data, message) !== stream)
      throw new Error(`${type.type} is not for ${stream}`);
    return { message, streamId: stream, recorded: true };
  };

  const led = lives.map((life, index) => {
    const entity = actor.entityOf(index);
    const as = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value).replaceAll(actor.entity, entity));
    const stream = streamId(actor.definition.category, String(as(actor.ledger.input.id)));
    const times: number[] = [];
    const refused: (Outcome['kind'] | undefined)[] = [];
    return { life, as, stream, times, refused };
  });

  const rounds = Math.max(...lives.map(({ taken }) => taken.length));
  for (let round = 0; round < rounds; round += 1) {
    clock.advance(tickMs);
    const intakes = led.flatMap((each) => {
      const step = each.life.taken[round];
      if (!step) return [];
      const intake = intakeOf(each, step.fact, step.before.snapshot, String(round));
      if (!intake) throw new Error(`Nothing brings ${step.fact.type} about`);
      each.times.push(clock.now());
      return intake;
    });
    const outcomes = await send(intakes);
    const lost = outcomes.findIndex(({ kind }) => kind !== 'accepted');
    if (lost >= 0) throw new Error(`${intakes[lost]?.message.type} is ${outcomes[lost]?.kind}`);
  }

  clock.advance(tickMs);
  const most = Math.max(...lives.map(({ untaken }) => untaken.length));
  for (let round = 0; round < most; round += 1) {
    const asked = led.flatMap((each) => {
      const fact = each.life.untaken[round];
      return fact ? { each, intake: intakeOf(each, fact, each.life.end.snapshot, `untaken-${round}`) } : [];
    });
    const sent = asked.filter(({ intake }) => intake !== undefined);
    const outcomes = await send(sent.flatMap(({ intake }) => intake ?? []));
    for (const { each, intake } of asked)
      each.refused.push(intake && outcomes[sent.findIndex((one) => one.each === each)]?.kind);
  }
  return led;
};
