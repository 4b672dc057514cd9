import { assertEvent, setup } from 'xstate';
import type { Fact } from '../../contracts/message-type.ts';
import type * as notification from '../../contracts/notification-messages.ts';

type Mail = Omit<Fact<typeof notification.MailRequested>, 'type'>;

export interface MailContextV1 {
  readonly id: string;
  /** All that the mail says; null until it is asked for. */
  readonly mail: Mail | null;
  /** The Message-ID that it bore; null until it is sent. */
  readonly messageId: string | null;
  /** Why it could not be sent; null unless it could not. */
  readonly failure: string | null;
}

export type MailFactV1 =
  | Fact<typeof notification.MailRequested>
  | Fact<typeof notification.MailDelivered>
  | Fact<typeof notification.MailUndeliverable>;

/** What the machine asks of the mail server: an activity, run after the commit. */
export type SendMailV1 = { readonly type: 'SendMail' } & Mail;

export type MailEmittedV1 =
  | SendMailV1
  | Fact<typeof notification.NotificationSent>
  | Fact<typeof notification.NotificationFailed>;

const mail = setup({
  types: {} as {
    context: MailContextV1;
    events: MailFactV1;
    emitted: MailEmittedV1;
    input: { readonly id: string };
    tags: 'settled';
  },
});
const { assign, emit } = mail;

const addressed = ({ mail }: MailContextV1) => {
  if (mail === null) throw new Error('A mail is sent or given up only after it was asked for');
  return { orderId: mail.orderId, kind: mail.kind, to: mail.to };
};

/** One mail, version 1. It is asked for once; every attempt bears the same Message-ID. */
export const mailMachineV1 = mail
  .extend({
    actions: {
      recordMail: assign(({ event }) => {
        assertEvent(event, 'MailRequested');
        const { type: _, ...mail } = event;
        return { mail };
      }),
      recordMessageId: assign(({ event }) => {
        assertEvent(event, 'MailDelivered');
        return { messageId: event.messageId };
      }),
      recordFailure: assign(({ event }) => {
        assertEvent(event, 'MailUndeliverable');
        return { failure: event.reason };
      }),
      sendMail: emit(({ event }) => {
        assertEvent(event, 'MailRequested');
        return { ...event, type: 'SendMail' };
      }),
      publishSent: emit(({ context }) => ({ type: 'NotificationSent', ...addressed(context) })),
      publishFailed: emit(({ context, event }) => {
        assertEvent(event, 'MailUndeliverable');
        return { type: 'NotificationFailed', ...addressed(context), reason: event.reason };
      }),
    },
  })
  .createMachine({
    id: 'mail',
    version: '1',
    description: 'One mail to one customer about one order.',
    context: ({ input }) => ({ id: input.id, mail: null, messageId: null, failure: null }),
    initial: 'unsent',
    states: {
      unsent: {
        description: 'Nobody has asked for it.',
        on: { MailRequested: { target: 'sending', actions: ['recordMail', 'sendMail'] } },
      },
      sending: {
        description: 'The mail server is asked to take it.',
        on: {
          MailDelivered: { target: 'sent', actions: ['recordMessageId', 'publishSent'] },
          MailUndeliverable: { target: 'undelivered', actions: ['recordFailure', 'publishFailed'] },
        },
      },
      sent: { description: 'The mail server took it.', tags: ['settled'] },
      undelivered: { description: 'The mail server refused it or never answered.', tags: ['settled'] },
    },
  });
