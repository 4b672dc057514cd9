import type { ActorReading } from './read-actors.ts';
import type { SystemReading } from './read-system.ts';

/** A mail as it left the system. */
export interface DeliveredMail {
  readonly messageId: string;
  readonly to: string;
}

const causes = {
  confirmation: 'OrderConfirmed',
  cancellation: 'OrderCancelled',
  refund: 'OrderRefunded',
  shipping: 'OrderShipped',
  return: 'OrderReturned',
};

/**
 * Exactly one mail for each change that a customer is told of and that an order published, each sent under one
 * Message-ID of its own, but to the addresses that are `refused`. `delivered`, when it is known, holds no others and
 * lacks none; repeats are allowed.
 */
export const checkMails = (
  { orders, gateway, mails }: SystemReading,
  delivered?: readonly DeliveredMail[],
  refused: ReadonlySet<string> = new Set(),
): string[] => {
  const expected = new Map(
    [...orders.values()].flatMap((order) =>
      Object.entries(causes)
        .filter(([, type]) => type in order.emitted)
        .map(([kind]) => [`${kind}-${order.id}`, order.context.email]),
    ),
  );
  const refunds = [...gateway.values()]
    .filter(({ payment, refunded }) => refunded.count > 0 && !expected.has(`refund-${payment}`))
    .map(({ payment }) => `${payment} was refunded and its order never told so`);
  const missing = [...expected.keys()].filter((id) => !mails.has(id)).map((id) => `there is no mail ${id}`);
  const wrong = [...mails.values()].flatMap((mail) => problemsOf(mail, expected.get(mail.id), refused));
  const messageIds = [...mails.values()].map((mail) => mail.context.messageId);
  const shared = messageIds.filter((id, index) => id !== null && messageIds.indexOf(id) !== index);
  return [
    ...refunds,
    ...missing,
    ...wrong,
    ...shared.map((id) => `two mails bear the Message-ID ${id}`),
    ...(delivered ? problemsOfDelivered(mails, delivered) : []),
  ];
};

const problemsOf = (
  mail: ActorReading<{ mail: { to: string } | null }>,
  email: string | undefined,
  refused: ReadonlySet<string>,
): string[] => {
  if (email === undefined) return [`nothing that its order published caused the mail ${mail.id}`];
  if (mail.state !== (refused.has(email) ? 'undelivered' : 'sent'))
    return [`the mail ${mail.id} is ${mail.state}`];
  return mail.context.mail?.to === email ? [] : [`the mail ${mail.id} went to ${mail.context.mail?.to}`];
};

const problemsOfDelivered = (
  mails: SystemReading['mails'],
  delivered: readonly DeliveredMail[],
): string[] => {
  const recipients = new Map(delivered.map(({ messageId, to }) => [messageId, to]));
  const known = new Map([...mails.values()].map((mail) => [mail.context.messageId, mail]));
  return [
    ...[...mails.values()]
      .filter(
        ({ state, context }) =>
          state === 'sent' && recipients.get(context.messageId ?? '') !== context.mail?.to,
      )
      .map(({ id }) => `the mail ${id} was not delivered to its customer`),
    ...[...recipients.keys()].filter((id) => !known.has(id)).map((id) => `nobody asked for the mail ${id}`),
  ];
};
