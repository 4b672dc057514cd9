import type { Envelope } from '../../contracts/envelope.ts';
import type { StreamId } from '../../contracts/ids.ts';
import type { DeliveryPolicy } from '../delivery/delivery-policy.ts';
import { Rejected } from '../errors.ts';
import type { ActorCommit } from '../store/actor-commit.ts';
import type { HeldRef } from '../store/load-batch.ts';
import type { ActorState } from './actor-state.ts';
import type { ActorDefinition } from './definition.ts';
import { groupCommit } from './group-commit.ts';
import { holdFailed, holdParked } from './hold.ts';
import type { Intake, Outcome } from './intake.ts';
import { type StepContext, step } from './step.ts';
import type { Judged, Verdict } from './verdict.ts';

/** The messages of one batch for one actor, folded in order of arrival. They win or lose together. */
export interface Group {
  readonly streamId: StreamId;
  readonly definition: ActorDefinition<unknown, unknown>;
  readonly intakes: readonly Intake[];
  /** What to write; undefined when nothing is to be recorded (a refused HTTP command). */
  readonly commit: ActorCommit | undefined;
  /** Tells every sender what became of its message. */
  settleAll(): void;
}

/** What was loaded of an actor. */
export interface LoadedActor {
  readonly before: ActorState;
  readonly revision: number;
  /** Its held messages, in order: nothing may overtake them. */
  readonly held: readonly HeldRef[];
}

/** What a group needs beside its actor and its messages. */
export interface GroupContext extends StepContext {
  knownFor(message: Envelope): unknown;
  policyOf(messageType: string): DeliveryPolicy;
  /** Whether it was handled before. */
  isSeen(intake: Intake): boolean;
  /** Errors found out only at the commit. */
  readonly failures: ReadonlyMap<Intake, unknown>;
}

/** In front of everything that comes after a message that is held for the first time. */
const justHeld: HeldRef = { id: -1, attempts: 0 };

/**
 * Steps the messages one after the other. One that fails is held, and with it those behind it for the same actor;
 * what an HTTP client asks of an actor with held messages is refused.
 */
export const stepGroup = (context: GroupContext, actor: LoadedActor, intakes: readonly Intake[]): Group => {
  let state = actor.before;
  const ahead = [...actor.held];

  const judge = (intake: Intake): Verdict => {
    if (!isNext(ahead, intake)) return hinder(context, state, intake);
    const verdict = handle(context, state, intake);
    if (verdict.kind === 'stepped' && verdict.step.kind !== 'rejected') state = verdict.step.state;
    if (verdict.kind === 'held') ahead.push(justHeld);
    else if (intake.held) ahead.shift();
    return verdict;
  };

  const judged = intakes.map((intake): Judged => ({ intake, verdict: judge(intake) }));
  return {
    streamId: actor.before.streamId,
    definition: context.definition,
    intakes,
    commit: groupCommit(actor.revision, actor.before, state, judged),
    settleAll: () => judged.forEach(settle),
  };
};

/** A held message goes when it is the first of its actor, any other when there is none. */
const isNext = ([first]: readonly HeldRef[], { held }: Intake): boolean =>
  held ? first?.id === held.id && first.attempts === held.attempts : first === undefined;

/** What becomes of a message whose turn it is. */
const handle = (context: GroupContext, state: ActorState, intake: Intake): Verdict => {
  if (intake.held && context.isSeen(intake)) return { kind: 'duplicate' };
  try {
    if (context.failures.has(intake)) throw context.failures.get(intake);
    return { kind: 'stepped', step: step(context, state, intake, context.knownFor(intake.message)) };
  } catch (error) {
    if (!intake.heldForm || intake.toldOfFailure) return { kind: 'failed', error };
    const policy = context.policyOf(intake.message.type);
    return { kind: 'held', hold: holdFailed(policy, intake, intake.heldForm(), error, context.now) };
  }
};

/** What becomes of a message that may not go now because others are ahead of it. */
const hinder = (context: GroupContext, { streamId }: ActorState, intake: Intake): Verdict => {
  if (intake.held || intake.timer) return { kind: 'waiting' };
  if (intake.heldForm) return { kind: 'held', hold: holdParked(intake, intake.heldForm(), context.now) };
  const error = new Rejected(
    'impossible',
    'actor/blocked',
    `${streamId} waits for a message that could not be handled; see the dead letters`,
    { id: streamId },
  );
  return { kind: 'stepped', step: { kind: 'rejected', error } };
};

const settle = ({ intake, verdict }: Judged): void => {
  if (verdict.kind === 'failed') intake.fail(verdict.error);
  else intake.settle(outcomeOf(verdict));
};

const outcomeOf = (verdict: Exclude<Verdict, { readonly kind: 'failed' }>): Outcome => {
  if (verdict.kind === 'stepped') return verdict.step;
  if (verdict.kind === 'duplicate') return { kind: 'duplicate', answer: null, fingerprint: null };
  return { kind: verdict.kind };
};

/** A group that can take nothing, because of the actor and not of the messages. */
export const failedGroup = (
  streamId: StreamId,
  definition: ActorDefinition<unknown, unknown>,
  intakes: readonly Intake[],
  error: unknown,
): Group => ({
  streamId,
  definition,
  intakes,
  commit: undefined,
  settleAll: () => {
    for (const intake of intakes) intake.fail(error);
  },
});
