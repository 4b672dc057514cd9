/** What an error means for whoever has to deal with it. */
export type Consequence =
  /** The business says no: no retry, the caller is told. */
  | 'rejected'
  /** Somebody else was faster: load again and decide again. */
  | 'conflict'
  /** It may work later: retry with backoff. */
  | 'transient'
  /** It can never work: set it aside now. */
  | 'poison';

/** An error whose consequence is known. `code` is stable, documented in docs/errors.md, and safe to show. */
export abstract class RuntimeError extends Error {
  abstract readonly consequence: Consequence;
  readonly code: string;
  /** Facts for the caller, shown as members of the problem document. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.details = details;
  }
}

/** The business refuses; `kind` says which sort of no it is. */
export class Rejected extends RuntimeError {
  readonly consequence = 'rejected';
  readonly kind: RejectionKind;

  constructor(
    kind: RejectionKind,
    code: string,
    message: string,
    details?: Readonly<Record<string, unknown>>,
  ) {
    super(code, message, details);
    this.kind = kind;
  }
}
/** `invalid`: change the request (422) · `impossible`: not in this state (409) · `unknown`: no such thing (404). */
export type RejectionKind = 'invalid' | 'impossible' | 'unknown';

/** The state that was decided on is no longer the present one. */
export class Conflict extends RuntimeError {
  readonly consequence = 'conflict';
}

/** A passing fault of a server, the network or a limit. */
export class Transient extends RuntimeError {
  readonly consequence = 'transient';
}

/** Input that no retry can mend. */
export class Poison extends RuntimeError {
  readonly consequence = 'poison';
}
