import { test } from 'node:test';
import { type MailFactV1, mailMachineV1 } from '../../../machines/mail/mail-machine-v1.ts';
import { given } from '../../support/given-when-then.ts';
import { orderId, told } from '../../support/order-facts.ts';

const { lines, total, currency, email: to } = told;
const content = {
  orderId,
  kind: 'cancellation',
  to,
  currency,
  total,
  lines,
  reason: 'out-of-stock',
} as const;
const requested: MailFactV1 = { type: 'MailRequested', ...content };
const delivered: MailFactV1 = { type: 'MailDelivered', messageId: '<1@example.com>' };
const undeliverable: MailFactV1 = { type: 'MailUndeliverable', reason: 'mailbox unknown' };
const mail = (...facts: MailFactV1[]) => given(mailMachineV1, `cancellation-${orderId}`, facts);

test('a mail that is asked for is sent with all that it says', () =>
  mail()
    .when(requested)
    .then({ state: 'sending', emitted: [{ type: 'SendMail', ...content }], context: { mail: content } }));

test('a delivered mail is published as sent', () =>
  mail(requested)
    .when(delivered)
    .then({
      state: 'sent',
      emitted: [{ type: 'NotificationSent', orderId, kind: 'cancellation', to }],
      context: { messageId: '<1@example.com>' },
    }));

test('a mail that cannot be delivered is published as failed', () =>
  mail(requested)
    .when(undeliverable)
    .then({
      state: 'undelivered',
      emitted: [{ type: 'NotificationFailed', orderId, kind: 'cancellation', to, reason: 'mailbox unknown' }],
      context: { failure: 'mailbox unknown' },
    }));

test('a mail is asked for once', () => {
  mail(requested).when(requested).isIgnored();
  mail(requested, delivered).when(requested).isIgnored();
});

test('a mail that was sent stays sent', () => mail(requested, delivered).when(delivered).isIgnored());
