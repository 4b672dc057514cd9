import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { simpleParser } from 'mailparser';
import Value from 'typebox/value';
import { notificationProjection } from '../../actors/notification/notification-projection.ts';
import { addNotificationRoutes } from '../../actors/notification/notification-routes.ts';
import { notificationService } from '../../actors/notification/notification-service.ts';
import { createSmtpMailer } from '../../actors/notification/smtp-mailer.ts';
import { type Notification, NotificationPage } from '../../contracts/http/notification-http.ts';
import { streamId } from '../../contracts/ids.ts';
import { OrderCancelled, OrderConfirmed, OrderRefunded } from '../../contracts/order-messages.ts';
import { resetProjection } from '../../runtime/projection/project-batch.ts';
import type { Database } from '../../runtime/store/database.ts';
import { newPGlite } from '../support/new-pglite.ts';
import { type RunningService, runService } from '../support/running-service.ts';
import { type SmtpTestServer, startSmtpTestServer } from '../support/smtp-test-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { readJson, type StartedServer, startServer } from '../unit/http/start-server.ts';

const order = (email = 'ada@example.com') => ({
  orderId: randomUUID(),
  customerId: 'c-1',
  email,
  currency: 'EUR',
  lines: [{ sku: 'tea', name: 'Green tea', quantity: 2, unitPrice: 450 }],
  total: 900,
});
const answering = (responseCode: number, message: string) =>
  Object.assign(new Error(message), { responseCode });

const from = 'Shop <shop@example.com>';

describe('notification service', () => {
  let database: Database;
  let smtp: SmtpTestServer;
  let mailer: ReturnType<typeof createSmtpMailer>;
  let running: RunningService;
  let http: StartedServer;
  /** Every mail that was offered, also when it was put off. */
  const offered: { to: string; messageId: string | undefined; text: string | undefined }[] = [];
  before(async () => {
    database = await newPGlite();
    smtp = await startSmtpTestServer({
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith('nobody') ? answering(550, 'No such user') : null),
      onData: (stream, { envelope }, done) => {
        const to = envelope.rcptTo[0]?.address ?? '';
        simpleParser(stream).then(({ messageId, text }) => {
          const first = !offered.some((mail) => mail.to === to);
          offered.push({ to, messageId, text });
          done(first && to.startsWith('greylisted') ? answering(451, 'Try again later') : null);
        }, done);
      },
    });
    mailer = createSmtpMailer({ url: smtp.url });
    running = await runService(notificationService(mailer, from), database);
    http = await startServer((server) => addNotificationRoutes(server, running.service, from));
  });
  after(async () => {
    await http.server.close();
    await running.close();
    await mailer.close();
    await smtp.close();
    await database.destroy();
  });

  const page = async (query: string): Promise<NotificationPage> => {
    const answer = await fetch(`${http.url}/notifications?${query}`);
    assert.equal(answer.status, 200);
    return Value.Parse(NotificationPage, await answer.json());
  };
  /** Resolves with the mails of an order when there are `count` and none is under way. */
  const settled = (orderId: string, count: number): Promise<Notification[]> =>
    waitFor(`${count} settled mails`, async () => {
      const { notifications } = await page(`orderId=${orderId}`);
      return (
        notifications.length === count &&
        notifications.every(({ status }) => status !== 'requested') &&
        notifications
      );
    });
  const mailsTo = (address: string) => offered.filter(({ to }) => to === address);

  test('an event delivered twice, and told again under another id, sends one mail', async () => {
    const confirmed = order('once@example.com');
    const id = randomUUID();
    await Promise.all([
      running.send(OrderConfirmed, confirmed, id),
      running.send(OrderConfirmed, confirmed, id),
    ]);
    await settled(confirmed.orderId, 1);
    await running.send(OrderConfirmed, confirmed, id);
    await running.send(OrderConfirmed, confirmed);
    const [mail] = await settled(confirmed.orderId, 1);
    assert.equal(mailsTo('once@example.com').length, 1);
    const messageId = `<mail-confirmation-${confirmed.orderId}@order-processing.invalid>`;
    assert.deepEqual([mail?.status, mail?.messageId, mail?.to], ['sent', messageId, 'once@example.com']);
    assert.equal(mailsTo('once@example.com')[0]?.messageId, messageId);
  });

  test('a mail that the server puts off with 451 is sent again under the same Message-ID', async () => {
    const confirmed = order('greylisted@example.com');
    await running.send(OrderConfirmed, confirmed);
    const [mail] = await settled(confirmed.orderId, 1);
    assert.equal(mail?.status, 'sent');
    assert.deepEqual(
      mailsTo('greylisted@example.com').map(({ messageId }) => messageId),
      [mail.messageId, mail.messageId],
    );
  });

  test('each event sends a mail of its own kind, a cancellation with its reason and note', async () => {
    const placed = order('story@example.com');
    await running.send(OrderConfirmed, placed);
    await running.send(OrderRefunded, placed);
    await running.send(OrderCancelled, { ...placed, reason: 'cancelled-by-customer', note: 'Too slow' });
    const kinds = (await settled(placed.orderId, 3)).map(({ kind }) => kind);
    assert.deepEqual(kinds.sort(), ['cancellation', 'confirmation', 'refund']);
    const cancellation = mailsTo('story@example.com').find(({ messageId }) => messageId?.includes('cancel'));
    assert.match(cancellation?.text ?? '', /You cancelled it\.[\s\S]*Too slow/);
    const sent = await waitFor('three events', () => {
      const own = running.published.filter(({ data }) => Object(data).orderId === placed.orderId);
      return own.length === 3 && own;
    });
    assert.deepEqual(new Set(sent.map(({ type }) => type)), new Set(['NotificationSent']));
  });

  test('a mail that is refused for good has failed, with the reason', async () => {
    const confirmed = order('nobody@example.com');
    await running.send(OrderConfirmed, confirmed);
    await running.reaches(streamId('mail', `confirmation-${confirmed.orderId}`), 'undelivered');
    const [mail] = await settled(confirmed.orderId, 1);
    assert.equal(mail?.status, 'failed');
    assert.match(mail.reason ?? '', /No such user/);
    await waitFor('NotificationFailed', () =>
      running.published.some(({ type }) => type === 'NotificationFailed'),
    );
  });

  test('each mail can be opened in a mail program, also one that was refused', async () => {
    const confirmed = order();
    const refused = order('nobody-home@example.com');
    for (const { orderId, email } of [confirmed, refused]) {
      await running.send(OrderConfirmed, { ...confirmed, orderId, email });
      const [row] = await settled(orderId, 1);
      const answer = await fetch(`${http.url}/notifications/${orderId}/confirmation/mail`);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('content-type'), 'message/rfc822');
      const named = `inline; filename="confirmation-${orderId}.eml"`;
      assert.equal(answer.headers.get('content-disposition'), named);
      const mail = await simpleParser(await answer.text());
      assert.equal(mail.messageId, `<mail-confirmation-${orderId}@order-processing.invalid>`);
      assert.deepEqual(
        [mail.from?.text, mail.to && 'text' in mail.to && mail.to.text],
        ['"Shop" <shop@example.com>', email],
      );
      // A mail tells its date in seconds.
      assert.equal(mail.date?.getTime(), Math.floor(Date.parse(row?.requestedAt ?? '') / 1_000) * 1_000);
      assert.match(mail.text ?? '', /2 x Green tea[\s\S]*Total: €9\.00/);
    }
  });

  test('a mail that was not asked for is not found, and a kind that does not exist is refused', async () => {
    const confirmed = order();
    await running.send(OrderConfirmed, confirmed);
    await settled(confirmed.orderId, 1);
    for (const [path, status, code] of [
      [`${confirmed.orderId}/refund`, 404, 'notification/unknown'],
      [`${randomUUID()}/confirmation`, 404, 'notification/unknown'],
      [`${confirmed.orderId}/birthday`, 400, 'http/invalid-request'],
    ] as const) {
      const answer = await fetch(`${http.url}/notifications/${path}/mail`);
      assert.deepEqual([answer.status, (await readJson(answer)).code], [status, code]);
    }
  });

  test('pages go from the newest to the oldest and leave nothing out', async () => {
    const orders = Array.from({ length: 7 }, () => order());
    // Many in one batch, at one time.
    await Promise.all(orders.map((each) => running.send(OrderConfirmed, each)));
    for (const { orderId } of orders) await settled(orderId, 1);
    const all = (await page('limit=200')).notifications;
    assert.deepEqual(
      all.map(({ requestedAt }) => requestedAt),
      all
        .map(({ requestedAt }) => requestedAt)
        .sort()
        .reverse(),
    );
    const paged: Notification[] = [];
    for (let next: string | undefined = ''; next !== undefined; ) {
      const got: NotificationPage = await page(`limit=2${next && `&cursor=${next}`}`);
      assert.ok(got.notifications.length <= 2);
      paged.push(...got.notifications);
      next = got.next;
    }
    assert.deepEqual(paged, all);
    assert.deepEqual(await page(`orderId=${randomUUID()}`), { notifications: [] });
  });

  test('a rebuild gives the same rows', async () => {
    const before = await page('limit=200');
    await resetProjection(database, 'notification', notificationProjection);
    await waitFor(
      'the rebuild',
      async () => (await page('limit=200')).notifications.length === before.notifications.length,
    );
    assert.deepEqual(await page('limit=200'), before);
  });

  test('a forged cursor, a limit below 1 and an unknown parameter are refused', async () => {
    const forged = Buffer.from('{"requestedAt":1e300,"streamId":"x"}').toString('base64url');
    for (const [query, code] of [
      [`cursor=${forged}`, 'http/invalid-cursor'],
      ['cursor=x', 'http/invalid-cursor'],
      ['limit=-1', 'http/invalid-request'],
      ['order=1', 'http/invalid-request'],
      ['orderId=1', 'http/invalid-request'],
    ]) {
      const answer = await fetch(`${http.url}/notifications?${query}`);
      assert.deepEqual([answer.status, (await readJson(answer)).code], [400, code]);
    }
  });
});
