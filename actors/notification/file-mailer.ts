import type { Clock } from '../../runtime/clock.ts';
import { Transient } from '../../runtime/errors.ts';
import { appendLines } from './append-lines.ts';
import type { Mail, Mailer } from './mailer.ts';

interface WaitingMail {
  readonly mail: Mail;
  readonly signal: AbortSignal;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Larger batches bring nothing: mails, and characters of their lines, after which a batch is full. */
const atOnce = 200;
const charactersAtOnce = 1024 * 1024;

/**
 * Writes each mail as a line of `<directory>/<UTC date>.jsonl`: `at`, `messageId`, `from`, `to`, `subject`, `text` and
 * `html` as JSON. Mails that are sent at the same time are written together: a file and a way to the disk for each
 * took most of the time of an order's notification. A repeat is one more line with the same `messageId`.
 * Throws `Transient` when the folder cannot be written.
 */
export const createFileMailer = (directory: string, clock: Clock): Mailer => {
  const append = appendLines(directory);
  let waiting: WaitingMail[] = [];
  let running: Promise<void> | undefined;

  const unavailable = (cause: unknown): Transient => {
    const message = `The mail could not be written to ${directory}`;
    return new Transient('notification/mail-folder-unavailable', message, {}, cause);
  };

  /** Lines for the first mails; those that were given up while they waited are not among them. */
  const take = (at: string): { readonly batch: readonly WaitingMail[]; readonly lines: string } => {
    const batch: WaitingMail[] = [];
    let lines = '';
    let taken = 0;
    for (const entry of waiting) {
      if (batch.length >= atOnce || lines.length >= charactersAtOnce) break;
      taken += 1;
      if (entry.signal.aborted) {
        entry.reject(unavailable(entry.signal.reason));
        continue;
      }
      const { messageId, from, to, subject, text, html } = entry.mail;
      lines += `${JSON.stringify({ at, messageId, from, to, subject, text, html })}\n`;
      batch.push(entry);
    }
    waiting = waiting.slice(taken);
    return { batch, lines };
  };

  const writeBatch = async (): Promise<void> => {
    const at = new Date(clock.now()).toISOString();
    const { batch, lines } = take(at);
    if (batch.length === 0) return;
    try {
      await append(`${at.slice(0, 10)}.jsonl`, lines);
      for (const { resolve } of batch) resolve();
    } catch (error) {
      const failure = unavailable(error);
      for (const { reject } of batch) reject(failure);
    }
  };

  const run = async (): Promise<void> => {
    // A turn, so that mails of one commit share the first batch.
    await Promise.resolve();
    while (waiting.length > 0) await writeBatch();
    running = undefined;
  };

  return {
    send: (mail, signal) =>
      new Promise((resolve, reject) => {
        waiting.push({ mail, signal, resolve, reject });
        running ??= run();
      }),
    close: async () => {
      await running;
    },
  };
};
