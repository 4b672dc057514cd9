import type { Envelope } from '../../contracts/envelope.ts';
import { emittedMessageId } from '../../contracts/ids.ts';
import type { MessageType } from '../../contracts/message-type.ts';
import { Poison, Rejected } from '../errors.ts';
import type { ActorState, FactEvent } from './actor-state.ts';
import type { ActorDefinition, Reaction } from './definition.ts';
import type { DurableMachine, Transition } from './durable-machine.ts';
import { presentEmissions, type StoredEmission, storedEmissions } from './emissions.ts';
import { emittedMessages } from './emitted-messages.ts';
import type { DueTimer, Intake } from './intake.ts';
import { stepMigration } from './migrate-actor.ts';

/** A request of a machine for a side effect, committed with the step and run afterwards. */
export interface ActivityRequest {
  readonly id: string;
  readonly request: FactEvent;
}

/** A fact as the stream keeps it. */
export interface RecordedFact {
  readonly version: number;
  readonly fact: FactEvent;
  readonly schemaVersion: number;
  /** What set it off: its id, correlation and trace. */
  readonly message: Envelope;
  readonly emitted: readonly StoredEmission[];
  /** Which of them are messages; the others are requests for activities. */
  readonly published: readonly number[];
  readonly after: ActorState;
  readonly time: number;
}

/** What one message does to an actor; nothing is stored yet. */
export type Step =
  | {
      readonly kind: 'accepted';
      readonly state: ActorState;
      readonly recorded: RecordedFact;
      readonly messages: readonly Envelope[];
      readonly activities: readonly ActivityRequest[];
    }
  | { readonly kind: 'ignored'; readonly state: ActorState }
  | { readonly kind: 'rejected'; readonly error: Rejected };

/** What a step needs beside the actor and the message. */
export interface StepContext {
  readonly service: string;
  readonly definition: ActorDefinition<unknown, unknown>;
  readonly messageTypes: ReadonlyMap<string, MessageType>;
  /** Milliseconds since the epoch: the time of every fact of the batch. */
  readonly now: number;
}

/** The machine of the version that the actor lives on. @throws Poison `machine/unknown-version` */
export const machineOf = (definition: ActorDefinition<unknown, unknown>, version: number): DurableMachine => {
  const machine = definition.machines.find((each) => each.version === version);
  if (machine) return machine;
  throw new Poison(
    'machine/unknown-version',
    `${definition.category} has no machine version ${version}; deploy it`,
  );
};

/** Takes one message: pure, no clock, no IO. Throws what `decide`, a guard or an action throws. */
export const step = (
  context: StepContext,
  state: ActorState,
  { message, timer, activityId, migration }: Pick<Intake, 'message' | 'timer' | 'activityId' | 'migration'>,
  known: unknown,
): Step => {
  const machine = machineOf(context.definition, state.machineVersion);
  if (migration) {
    const target = machineOf(context.definition, migration.to);
    return stepMigration(target, migration, state, message, context.now);
  }
  if (timer) return stepTimer(context, machine, state, message, timer);
  if (activityId) {
    const outcome = { ...Object(message.data), type: message.type };
    if (!machine.can(state, outcome)) return { kind: 'ignored', state };
    return accept(context, machine, state, outcome, message);
  }

  const reaction = reactionTo(context.definition, message.type);
  if (state.version === 0 && !reaction.creates) {
    if (!reaction.leadsTo) return { kind: 'ignored', state };
    return {
      kind: 'rejected',
      error: new Rejected('unknown', 'actor/unknown', `There is no ${state.streamId}`, {
        id: state.streamId,
      }),
    };
  }
  const fact = reaction.decide(message.data, state, known, message);
  if (fact instanceof Rejected) return { kind: 'rejected', error: fact };
  if (machine.can(state, fact)) return accept(context, machine, state, fact, message);
  if (!reaction.leadsTo) return { kind: 'ignored', state };
  return { kind: 'rejected', error: impossible(context.definition, machine, state, message.type) };
};

const reactionTo = (
  definition: ActorDefinition<unknown, unknown>,
  type: string,
): Reaction<unknown, unknown> => {
  const reaction = definition.reactions.find((each) => each.message.type === type);
  if (reaction) return reaction;
  throw new Poison(
    'message/not-for-actor',
    `${definition.category} takes no ${type}; declare a reaction to it`,
  );
};

const stepTimer = (
  context: StepContext,
  machine: DurableMachine,
  state: ActorState,
  message: Envelope,
  timer: DueTimer,
): Step => {
  // Found due before the actor moved on: the timer was cleared or set anew since.
  // Its row may be due later than the state says, when it could not fire before and was put off.
  const dueAt = state.timers[timer.timerId];
  if (dueAt === undefined || dueAt > timer.dueAt) return { kind: 'ignored', state };
  const { [timer.timerId]: _fired, ...timers } = state.timers;
  const fired = { ...state, timers };
  const fact = { type: timer.timerId };
  if (!machine.can(fired, fact)) return { kind: 'ignored', state: fired };
  return accept(context, machine, fired, fact, message);
};

const accept = (
  context: StepContext,
  machine: DurableMachine,
  before: ActorState,
  fact: FactEvent,
  message: Envelope,
): Step => {
  const transition = machine.step(before, fact);
  const version = before.version + 1;
  const state: ActorState = {
    streamId: before.streamId,
    version,
    machineVersion: machine.version,
    value: transition.value,
    context: transition.context,
    done: transition.done,
    createdAt: before.createdAt || context.now,
    updatedAt: context.now,
    timers: timersAfter(before.timers, transition, context.now),
  };
  const emissions = presentEmissions(machine, context.messageTypes, transition.emitted);
  const emitted = storedEmissions(context.messageTypes, emissions);
  const published: number[] = [];
  const activities: ActivityRequest[] = [];
  for (const [index, request] of emissions.entries()) {
    const id = emittedMessageId(before.streamId, version, index);
    if (context.definition.activities?.[request.type]) activities.push({ id, request });
    else published.push(index);
  }
  const recorded = {
    version,
    fact,
    schemaVersion: context.messageTypes.get(fact.type)?.schemaVersion ?? 1,
    message,
    emitted,
    published,
    after: state,
    time: context.now,
  };
  for (const index of published) refuseUnknownType(context, state, emitted[index]);
  const messages = emittedMessages(context.service, { ...recorded, streamId: before.streamId });
  return { kind: 'accepted', state, recorded, messages, activities };
};

/** The timers that are set after a transition at `now`, in whole milliseconds as rows keep them; a finished actor has none. */
export const timersAfter = (
  before: ActorState['timers'],
  transition: Transition,
  now: number,
): ActorState['timers'] => {
  if (transition.done) return {};
  const timers = { ...before };
  for (const change of transition.timers) {
    if (change.kind === 'set') timers[change.timerId] = now + Math.round(change.delayMs);
    else delete timers[change.timerId];
  }
  return timers;
};

const refuseUnknownType = (
  { messageTypes }: StepContext,
  { streamId }: ActorState,
  emitted: FactEvent | undefined,
): void => {
  if (emitted && !messageTypes.has(emitted.type))
    throw new Poison(
      'message/unknown-type',
      `${streamId} emitted ${emitted.type}, which no contract defines`,
    );
};

/** Commands that would be accepted now, for the answer to one that is not. */
export const allowedCommands = (
  definition: ActorDefinition<unknown, unknown>,
  machine: DurableMachine,
  state: ActorState,
): string[] => {
  const possible = new Set(machine.possible(state));
  return definition.reactions
    .filter((reaction) => reaction.leadsTo?.some((fact) => possible.has(fact)))
    .map((reaction) => reaction.message.type);
};

const impossible = (
  definition: ActorDefinition<unknown, unknown>,
  machine: DurableMachine,
  state: ActorState,
  command: string,
): Rejected => {
  const now = topState(state);
  return new Rejected('impossible', 'command/not-possible', `${command} is not possible in ${now}`, {
    state: now,
    allowed: allowedCommands(definition, machine, state),
  });
};

/** The machine's top-level state, in kebab-case: `reserving-stock`. */
export const topState = (state: Pick<ActorState, 'value'>): string => {
  const top = typeof state.value === 'string' ? state.value : (Object.keys(state.value)[0] ?? '');
  return top.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
};
