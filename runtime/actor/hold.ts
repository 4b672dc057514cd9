import { type DeliveryPolicy, nextAttempt } from '../delivery/delivery-policy.ts';
import { RuntimeError } from '../errors.ts';
import type { HeldForm, Intake } from './intake.ts';

/** A message that is kept because it failed, or because one before it did. */
export interface Hold {
  /** The row that it has already; undefined for a new one. */
  readonly id: number | undefined;
  readonly state: 'retrying' | 'parked' | 'dead';
  readonly intake: Intake;
  readonly form: HeldForm;
  readonly attempts: number;
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly errorStack: string | undefined;
}

/** The hold of a message that has just failed. */
export const holdFailed = (
  policy: DeliveryPolicy,
  intake: Intake,
  form: HeldForm,
  error: unknown,
  now: number,
): Hold => {
  const attempts = (intake.held?.attempts ?? 0) + 1;
  return {
    id: intake.held?.id,
    intake,
    form,
    attempts,
    errorCode: error instanceof RuntimeError ? error.code : 'message/handler-failed',
    errorMessage: error instanceof Error ? error.message : String(error),
    errorStack: error instanceof Error ? error.stack : undefined,
    ...nextAttempt(policy, error, intake.message.id, attempts, now),
  };
};

/** The hold of a message that must not overtake one that failed. */
export const holdParked = (intake: Intake, form: HeldForm, now: number): Hold => ({
  id: undefined,
  state: 'parked',
  intake,
  form,
  attempts: 0,
  dueAt: now,
  errorCode: 'message/parked',
  errorMessage: 'It waits behind a message of the same actor that failed',
  errorStack: undefined,
});
