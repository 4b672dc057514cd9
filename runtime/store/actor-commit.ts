import type { Envelope } from '../../contracts/envelope.ts';
import type { ActorState } from '../actor/actor-state.ts';
import type { Hold } from '../actor/hold.ts';
import type { ActivityRequest, RecordedFact } from '../actor/step.ts';

/** An inbox row to write. */
export interface InboxEntry {
  readonly messageId: string;
  readonly outcome: 'accepted' | 'ignored' | 'rejected';
  readonly fingerprint?: string | undefined;
  readonly answer?: unknown;
}

/** All that a batch changes for one actor: it wins or loses as a whole. */
export interface ActorCommit {
  /** The revision that it was decided on; 0 when there was no row. */
  readonly revision: number;
  readonly before: ActorState;
  readonly after: ActorState;
  readonly facts: readonly RecordedFact[];
  readonly inbox: readonly InboxEntry[];
  readonly outbox: readonly Envelope[];
  readonly activities: readonly ActivityRequest[];
  /** Activities whose outcome this is. */
  readonly finished: readonly string[];
  /** Messages that are kept because they, or one before them, failed. */
  readonly holds: readonly Hold[];
  /** Held messages that are done. */
  readonly released: readonly number[];
  /** Carried by timers and activities to what they set off. */
  readonly cause: Envelope;
}
