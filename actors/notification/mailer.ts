/** One mail, complete. */
export interface Mail {
  /** With angle brackets. The same for every attempt of one cause, so that a repeat can be recognized. */
  readonly messageId: string;
  /** An address, or a name and an address: `Shop <shop@example.com>`. */
  readonly from: string;
  /** One bare address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Sends mail. */
export interface Mailer {
  /**
   * Resolves when the mail was taken over. Throws `Rejected` when it can never be delivered, `Transient` when
   * another try may succeed; the mail may then have been taken over or not.
   */
  send(mail: Mail, signal: AbortSignal): Promise<void>;
  /** Waits for mails that are under way and leaves no connection behind. */
  close(): Promise<void>;
}
