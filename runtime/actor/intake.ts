import type { Envelope } from '../../contracts/envelope.ts';
import type { StreamId } from '../../contracts/ids.ts';
import type { Rejected } from '../errors.ts';
import type { ActorState } from './actor-state.ts';
import type { MachineMigration } from './machine-migration.ts';

/** What became of a message, told after it is durable. */
export type Outcome =
  /** The machine took it; `state` is the actor right after it. */
  | { readonly kind: 'accepted'; readonly state: ActorState }
  /** Late or repeated: the machine has no use for it in this state. */
  | { readonly kind: 'ignored'; readonly state: ActorState }
  | { readonly kind: 'rejected'; readonly error: Rejected }
  /** It failed, or follows one that did: it is kept and tried again, or waits for an operator. */
  | { readonly kind: 'held' }
  /** It is held or a timer, and its turn has not come. */
  | { readonly kind: 'waiting' }
  /** Its id was handled before; `answer` and `fingerprint` are what was kept then. */
  | { readonly kind: 'duplicate'; readonly answer: unknown; readonly fingerprint: string | null };

/** A timer that is due: it is checked against the actor's state when its turn comes. */
export interface DueTimer {
  readonly timerId: string;
  readonly dueAt: number;
}

/** What of a message is kept when it cannot be handled now. */
export interface HeldForm {
  readonly kind: 'message' | 'timer' | 'activity';
  /** Attributes as they came. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

/** A message on its way into an actor. `settle` or `fail` is called once, after the commit. */
export interface Intake {
  readonly message: Envelope;
  readonly streamId: StreamId;
  /** Whether it is known when it comes again, also if it was refused. False for HTTP commands without an Idempotency-Key. */
  readonly recorded: boolean;
  /** Hash of an HTTP body, kept beside the id so that another body under the same key is noticed. */
  readonly fingerprint?: string;
  /** What a repeated request is answered with, made from the state after the step. */
  readonly answer?: (state: ActorState) => unknown;
  readonly timer?: DueTimer;
  /** An operator moves the actor to another version of its machine: it is no message. */
  readonly migration?: MachineMigration;
  /** The activity whose outcome this is; its row is deleted in the same commit. */
  readonly activityId?: string;
  /** How it is kept when it fails, made only then; undefined for HTTP commands, whose callers are told instead. */
  readonly heldForm?: () => HeldForm;
  /** Its sender is told of a failure and tries again by itself; it is held only behind others. */
  readonly toldOfFailure?: boolean;
  /** Its row, for a message that is held and whose turn has come again. */
  readonly held?: { readonly id: number; readonly attempts: number };
  settle(outcome: Outcome): void;
  /** The message alone failed; nothing of it was stored. */
  fail(error: unknown): void;
}
