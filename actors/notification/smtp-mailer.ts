import { createTransport } from 'nodemailer';
import { Rejected, Transient } from '../../runtime/errors.ts';
import type { Mailer } from './mailer.ts';
import { mimeMessage } from './mime-message.ts';

/** How long a server may be silent, in milliseconds: connecting, greeting, and between two answers. */
export const smtpSilenceMs = 15_000;

/** Replies about our login (RFC 4954): the mail is good and can go once the configuration is mended. */
const loginReplies = new Set([530, 534, 535, 538]);
/** 503, bad sequence of commands, is about the session and not about the mail (RFC 5321, 4.3.2). */
const sessionReplies = new Set([421, 503]);

const field = (error: unknown, name: string): unknown =>
  error instanceof Error && name in error ? Object.getOwnPropertyDescriptor(error, name)?.value : undefined;

/** Whether the server (or nodemailer, before it) refused this envelope or this content for good. */
const isPermanent = (error: unknown): boolean => {
  const code = field(error, 'code');
  if (code !== 'EENVELOPE' && code !== 'EMESSAGE') return false;
  const reply = field(error, 'responseCode');
  if (typeof reply !== 'number') return true;
  return reply >= 500 && reply < 600 && !loginReplies.has(reply) && !sessionReplies.has(reply);
};

const failure = (error: unknown, messageId: string): Rejected | Transient => {
  const reason = error instanceof Error ? error.message : String(error);
  return isPermanent(error)
    ? new Rejected('invalid', 'notification/undeliverable', reason, { messageId })
    : new Transient('notification/mail-server-unavailable', reason, { messageId }, error);
};

/**
 * Sends mail to the SMTP server at `url` (`smtp://user:password@host:587`, `smtps://…`) over a few connections
 * that are kept open. `silenceMs` bounds each wait for the server; the signal bounds the whole.
 */
export const createSmtpMailer = (options: { readonly url: string; readonly silenceMs?: number }): Mailer => {
  const silenceMs = options.silenceMs ?? smtpSilenceMs;
  const transport = createTransport({
    url: options.url,
    pool: true,
    // A dropped connection is reported at once: how often a mail is tried is the activity's retry policy.
    maxRequeues: 0,
    connectionTimeout: silenceMs,
    greetingTimeout: silenceMs,
    socketTimeout: silenceMs,
  });
  const underWay = new Set<Promise<unknown>>();

  return {
    send: async (mail, signal) => {
      const sending = transport.sendMail({ ...mimeMessage(mail), signal });
      underWay.add(sending);
      try {
        await sending;
      } catch (error) {
        throw failure(error, mail.messageId);
      } finally {
        underWay.delete(sending);
      }
    },
    close: async () => {
      await Promise.allSettled(underWay);
      transport.close();
    },
  };
};
