import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mailActivities } from '../../../actors/notification/mail-activities.ts';
import type { Mail, Mailer } from '../../../actors/notification/mailer.ts';
import { streamId } from '../../../contracts/ids.ts';
import { Poison, Rejected, Transient } from '../../../runtime/errors.ts';

const live = new AbortController().signal;
const orderId = '7d444840-9dc0-41d1-b245-5ffdce74fad2';
const messageId = `<mail-confirmation-${orderId}@order-processing.invalid>`;
const to = 'ada@example.com';
const request = { type: 'SendMail', orderId, kind: 'confirmation', to, currency: 'EUR', total: 1, lines: [] };

/** A mail server that does what the test says, behind the port. */
const sendMailWith = (send: (mail: Mail) => Promise<void>) => {
  const mailer: Mailer = { send, close: async () => {} };
  const activity = mailActivities(mailer, 'shop@example.com').SendMail;
  assert.ok(activity);
  return activity;
};

describe('SendMail', () => {
  test('a mail that was taken over is delivered, every attempt under the same Message-ID', async () => {
    const sent: Mail[] = [];
    const activity = sendMailWith(async (mail) => void sent.push(mail));
    for (const _attempt of [1, 2]) {
      assert.deepEqual(await activity.run(request, messageId, live), { type: 'MailDelivered', messageId });
    }
    assert.deepEqual(
      sent.map((mail) => mail.messageId),
      [messageId, messageId],
    );
    assert.equal(activity.idempotencyKey(streamId('mail', `confirmation-${orderId}`), request), messageId);
  });

  test('a rejected mail is undeliverable at once', async () => {
    const activity = sendMailWith(async () => {
      throw new Rejected('invalid', 'notification/undeliverable', '550 No such user');
    });
    const fact = await activity.run(request, messageId, live);
    assert.deepEqual(fact, { type: 'MailUndeliverable', reason: '550 No such user' });
  });

  test('a passing fault is thrown on, and after the last attempt the mail is undeliverable', async () => {
    const activity = sendMailWith(async () => {
      throw new Transient('notification/mail-server-unavailable', '451 later');
    });
    await assert.rejects(activity.run(request, messageId, live), Transient);
    const fact = activity.exhausted(request, '451 later');
    assert.deepEqual(fact, { type: 'MailUndeliverable', reason: '451 later' });
  });

  test('a request without its fields is poison', async () => {
    const activity = sendMailWith(async () => {});
    await assert.rejects(activity.run({ type: 'SendMail' }, messageId, live), Poison);
  });
});
