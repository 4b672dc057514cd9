import type { DataOf } from '../../contracts/message-type.ts';
import type { MailKind, MailRequested } from '../../contracts/notification-messages.ts';
import type { CancellationReason } from '../../contracts/order-messages.ts';
import type { PricedLine } from '../../contracts/values.ts';
import { escapeHtml } from './escape-html.ts';
import { formatMoney } from './format-money.ts';
import type { Mail } from './mailer.ts';

/** All that a mail says. */
export type MailRequest = DataOf<typeof MailRequested>;

const reasons: Readonly<Record<CancellationReason, string>> = {
  'out-of-stock': 'Something you ordered is out of stock.',
  'stock-timeout': 'We could not set your items aside in time.',
  'payment-declined': 'Your payment was declined.',
  'payment-unclear':
    'We could not find out whether your payment went through. Whatever was taken is given back.',
  'payment-timeout': 'Your payment did not go through in time.',
  'confirmation-failed': 'We could not complete your payment.',
  'confirmation-timeout': 'We could not complete your order in time.',
  'cancelled-by-customer': 'You cancelled it.',
  'capture-failed': 'We could not collect your payment when it was to be shipped.',
  'lost-in-transit': 'Your parcel was lost on its way.',
};

interface Wording {
  readonly subject: string;
  readonly opening: string;
  readonly totalLabel: string;
}

const wordings: Readonly<Record<MailKind, Wording>> = {
  confirmation: {
    subject: 'Your order is confirmed',
    opening: 'Thank you! Your order is confirmed.',
    totalLabel: 'Total',
  },
  cancellation: {
    subject: 'Your order was cancelled',
    opening: 'Your order was cancelled.',
    totalLabel: 'Order total',
  },
  refund: {
    subject: 'Your money is on its way back',
    opening: 'We have refunded your order.',
    totalLabel: 'Refunded',
  },
  shipping: {
    subject: 'Your order is on its way',
    opening: 'Your order has been shipped.',
    totalLabel: 'Total',
  },
  return: {
    subject: 'We have your return',
    opening: 'What you sent back has arrived, and your money is on its way back.',
    totalLabel: 'Order total',
  },
};

const lineTotal = (line: PricedLine, currency: string): string =>
  formatMoney(BigInt(line.unitPrice) * BigInt(line.quantity), currency);

const paragraphs = (request: MailRequest): readonly string[] => [
  wordings[request.kind].opening,
  ...(request.reason === undefined ? [] : [reasons[request.reason]]),
  ...(request.note === undefined ? [] : [`Your note: ${request.note}`]),
  ...addressed(request),
];

/** Where the parcel goes, if that is known. */
const addressed = ({ shippingAddress: to }: MailRequest): readonly string[] =>
  to === undefined
    ? []
    : [`It goes to:\n${to.name}\n${to.street}\n${to.postalCode} ${to.city}, ${to.country}`];

const composeText = (request: MailRequest): string => {
  const { currency, lines, total } = request;
  const items = lines.map((line) => `${line.quantity} x ${line.name}  ${lineTotal(line, currency)}`);
  const sum = `${wordings[request.kind].totalLabel}: ${formatMoney(BigInt(total), currency)}`;
  return `${[...paragraphs(request), items.join('\n'), sum, `Order ${request.orderId}`].join('\n\n')}\n`;
};

const cell = (text: string, align: 'left' | 'right' = 'left'): string =>
  `<td style="padding:4px 12px 4px 0;text-align:${align}">${escapeHtml(text)}</td>`;

const composeHtml = (request: MailRequest): string => {
  const { currency, lines, total } = request;
  const { subject, totalLabel } = wordings[request.kind];
  const rows = lines.map(
    (line) =>
      `<tr>${cell(`${line.quantity} ×`)}${cell(line.name)}${cell(lineTotal(line, currency), 'right')}</tr>`,
  );
  const sum = `<tr>${cell('')}${cell(totalLabel)}${cell(formatMoney(BigInt(total), currency), 'right')}</tr>`;
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>`,
    '<body style="font-family:sans-serif;line-height:1.5">',
    ...paragraphs(request).map((text) => `<p style="white-space:pre-line">${escapeHtml(text)}</p>`),
    `<table style="border-collapse:collapse">${rows.join('')}${sum}</table>`,
    `<p style="color:#666">Order ${escapeHtml(request.orderId)}</p>`,
    '</body></html>',
  ].join('\n');
};

/** The Message-ID of the one mail of this kind for this order, after its stream. */
export const mailMessageId = (request: Pick<MailRequest, 'kind' | 'orderId'>): string =>
  `<mail-${request.kind}-${request.orderId}@order-processing.invalid>`;

/** Writes the mail that a request asks for. Pure: the same request gives the same mail. */
export const composeMail = (request: MailRequest, from: string): Mail => ({
  messageId: mailMessageId(request),
  from,
  to: request.to,
  subject: `${wordings[request.kind].subject} (${request.orderId.slice(0, 8)})`,
  text: composeText(request),
  html: composeHtml(request),
});
