import { Compile } from 'typebox/compile';
import type { Fact } from '../../contracts/message-type.ts';
import {
  type MailDelivered,
  MailRequested,
  type MailUndeliverable,
} from '../../contracts/notification-messages.ts';
import type { FactEvent } from '../../runtime/actor/actor-state.ts';
import type { Activity, RetryPolicy } from '../../runtime/actor/definition.ts';
import { Poison, Rejected } from '../../runtime/errors.ts';
import { composeMail, type MailRequest, mailMessageId } from './compose-mail.ts';
import type { Mailer } from './mailer.ts';

/** About eight minutes in all: a mail server that restarts or greylists is waited for. One try may take 30 seconds. */
export const mailRetry: RetryPolicy = {
  attempts: 12,
  firstDelayMs: 500,
  maximumDelayMs: 120_000,
  timeoutMs: 30_000,
};

type Outcome = Fact<typeof MailDelivered | typeof MailUndeliverable>;

const readable = Compile(MailRequested.schema);

const readRequest = (request: FactEvent): MailRequest => {
  if (readable.Check(request)) return request;
  throw new Poison(
    'notification/unreadable-request',
    'The mail machine emitted a SendMail without its fields',
  );
};

/** What the mail machine asks for: `SendMail` with the data of `MailRequested`. `from` is the sender's address. */
export const mailActivities = (mailer: Mailer, from: string): Readonly<Record<string, Activity>> => ({
  SendMail: {
    retry: mailRetry,
    idempotencyKey: (_streamId, request) => mailMessageId(readRequest(request)),
    run: async (request, _idempotencyKey, signal): Promise<Outcome> => {
      const mail = composeMail(readRequest(request), from);
      try {
        await mailer.send(mail, signal);
        return { type: 'MailDelivered', messageId: mail.messageId };
      } catch (error) {
        if (error instanceof Rejected) return { type: 'MailUndeliverable', reason: error.message };
        throw error;
      }
    },
    exhausted: (_request, reason): Outcome => ({ type: 'MailUndeliverable', reason }),
  },
});
