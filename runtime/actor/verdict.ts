import type { Hold } from './hold.ts';
import type { Intake } from './intake.ts';
import type { Step } from './step.ts';

/** What becomes of one message of a batch. */
export type Verdict =
  | { readonly kind: 'stepped'; readonly step: Step }
  /** It is held, and was handled before. */
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'held'; readonly hold: Hold }
  /** It has a row already, of a held message or of a timer, which brings it again. */
  | { readonly kind: 'waiting' }
  /** Its sender is told, and keeps it. */
  | { readonly kind: 'failed'; readonly error: unknown };

/** A message and what becomes of it. */
export interface Judged {
  readonly intake: Intake;
  readonly verdict: Verdict;
}
