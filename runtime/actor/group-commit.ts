import type { ActorCommit, InboxEntry } from '../store/actor-commit.ts';
import { factsAsInbox } from '../store/load-batch.ts';
import type { ActorState } from './actor-state.ts';
import type { Intake } from './intake.ts';
import type { Step } from './step.ts';
import type { Judged } from './verdict.ts';

/** What is to be written of what became of a group's messages; undefined when that is nothing. */
export const groupCommit = (
  revision: number,
  before: ActorState,
  after: ActorState,
  judged: readonly Judged[],
): ActorCommit | undefined => {
  const steps = judged.flatMap(({ intake, verdict }) =>
    verdict.kind === 'stepped' ? [{ intake, step: verdict.step }] : [],
  );
  const accepted = steps.flatMap(({ step }) => (step.kind === 'accepted' ? [step] : []));
  const inbox = steps.filter(isKept).map(inboxEntry);
  const holds = judged.flatMap(({ verdict }) => (verdict.kind === 'held' ? [verdict.hold] : []));
  const done = judged.flatMap(({ intake, verdict }) =>
    verdict.kind === 'stepped' || verdict.kind === 'duplicate' ? [intake] : [],
  );
  const released = done.flatMap((intake) => intake.held?.id ?? []);
  const changes = after !== before || inbox.length > 0 || holds.length > 0 || released.length > 0;
  const cause = steps.at(-1)?.intake.message ?? holds[0]?.intake.message ?? done[0]?.message;
  if (!changes || !cause) return undefined;
  // An outcome that is held is kept as such: the activity itself is over.
  const over = [...done, ...holds.map((hold) => hold.intake)];
  return {
    revision,
    before,
    after,
    inbox,
    holds,
    released,
    cause,
    facts: accepted.map((step) => step.recorded),
    outbox: accepted.flatMap((step) => step.messages),
    activities: accepted.flatMap((step) => step.activities),
    finished: over.flatMap((intake) => intake.activityId ?? []),
  };
};

interface Stepped {
  readonly intake: Intake;
  readonly step: Step;
}

/**
 * What became a fact is in the stream, under its message's id; a row beside it would be a tenth of what PostgreSQL does
 * for an order. Nor is a refused HTTP request kept: its client may correct it and send it again under the same key.
 */
const isKept = ({ intake, step }: Stepped): boolean => {
  if (!intake.recorded) return false;
  if (step.kind === 'rejected') return intake.answer === undefined;
  if (step.kind === 'ignored') return true;
  const hasAnswer = intake.fingerprint !== undefined || intake.answer !== undefined;
  return hasAnswer || step.recorded.version > factsAsInbox;
};

const inboxEntry = ({ intake, step }: Stepped): InboxEntry => ({
  messageId: intake.message.id,
  outcome: step.kind,
  fingerprint: intake.fingerprint,
  answer: step.kind === 'accepted' ? intake.answer?.(step.state) : undefined,
});
