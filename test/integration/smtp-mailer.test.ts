import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { composeMail } from '../../actors/notification/compose-mail.ts';
import { createSmtpMailer } from '../../actors/notification/smtp-mailer.ts';
import { Rejected, Transient } from '../../runtime/errors.ts';
import { startSmtpTestServer } from '../support/smtp-test-server.ts';

const live = new AbortController().signal;
const orderId = '7d444840-9dc0-41d1-b245-5ffdce74fad2';
const lines = [{ sku: 'MUG', name: 'Tasse für <Zoë>', quantity: 1, unitPrice: 1249 }];
const request = {
  orderId,
  kind: 'confirmation',
  to: 'ada@example.com',
  currency: 'EUR',
  total: 1249,
  lines,
} as const;
const mail = composeMail(request, 'Shop <shop@example.com>');

const start = async (context: TestContext, handlers?: Parameters<typeof startSmtpTestServer>[0]) => {
  const server = await startSmtpTestServer(handlers);
  const mailer = createSmtpMailer({ url: server.url, silenceMs: 2_000 });
  context.after(async () => {
    await mailer.close();
    await server.close();
  });
  return { server, mailer };
};

const answering = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });

const isUndeliverable = (error: unknown) =>
  error instanceof Rejected && error.code === 'notification/undeliverable' && error.kind === 'invalid';
const isPassing = (error: unknown) =>
  error instanceof Transient && error.code === 'notification/mail-server-unavailable';

describe('SMTP mailer', () => {
  test('a mail arrives with text, HTML, sender, recipient and subject', async (context) => {
    const { server, mailer } = await start(context);
    await mailer.send(mail, live);
    const [arrived] = server.mails;
    assert.equal(arrived?.text, mail.text);
    assert.equal(typeof arrived?.html === 'string' && arrived.html.trim(), mail.html.trim());
    assert.equal(arrived?.subject, mail.subject);
    assert.equal(arrived?.from?.text, '"Shop" <shop@example.com>');
    assert.deepEqual(arrived?.to && 'text' in arrived.to && arrived.to.text, 'ada@example.com');
  });

  test('a repeat bears the same Message-ID and goes over the same connection', async (context) => {
    const { server, mailer } = await start(context);
    await mailer.send(mail, live);
    await mailer.send(mail, live);
    assert.deepEqual(
      server.mails.map((arrived) => arrived.messageId),
      [mail.messageId, mail.messageId],
    );
    assert.equal(server.connections(), 1);
  });

  test('a list of addresses is no recipient', async (context) => {
    const recipients: string[] = [];
    const { mailer } = await start(context, {
      onRcptTo: (address, _session, done) => {
        recipients.push(address.address);
        done();
      },
    });
    const list = { ...mail, to: 'eve@example.org, ada@example.com' };
    await assert.rejects(mailer.send(list, live), isUndeliverable);
    assert.deepEqual(recipients, []);
  });

  test('a recipient refused with 550 is undeliverable', async (context) => {
    const { mailer } = await start(context, {
      onRcptTo: (_address, _session, done) => done(answering(550, 'No such user')),
    });
    await assert.rejects(mailer.send(mail, live), isUndeliverable);
  });

  test('a content refused with 554 is undeliverable, and the connection serves the next mail', async (context) => {
    let refusals = 0;
    const { mailer } = await start(context, {
      onData: (stream, _session, done) => {
        stream.resume().once('end', () => done(refusals++ === 0 ? answering(554, 'Spam') : null));
      },
    });
    await assert.rejects(mailer.send(mail, live), isUndeliverable);
    await mailer.send(mail, live);
  });

  for (const [code, meaning] of [
    [451, 'try again later'],
    [530, 'authentication required'],
  ] as const) {
    test(`a ${code} (${meaning}) is a passing fault`, async (context) => {
      const { mailer } = await start(context, {
        onRcptTo: (_address, _session, done) => done(answering(code, meaning)),
      });
      await assert.rejects(mailer.send(mail, live), isPassing);
    });
  }

  test('a server that refuses every connection with 554 is a passing fault', async (context) => {
    const { mailer } = await start(context, {
      onConnect: (_session, done) => done(answering(554, 'Go away')),
    });
    await assert.rejects(mailer.send(mail, live), isPassing);
  });

  const drops: Record<string, (socket: Socket) => void> = {
    'before the greeting': (socket) => socket.end(),
    'when the mail begins': (socket) => {
      socket.write('220 hello\r\n');
      socket.once('data', () => {
        socket.write('250 at your service\r\n');
        socket.once('data', () => socket.destroy());
      });
    },
  };
  for (const [moment, drop] of Object.entries(drops)) {
    test(`a connection dropped ${moment} is a passing fault and is reported at once`, async (context) => {
      let tries = 0;
      const tcp = createServer((socket) => {
        tries += 1;
        socket.on('error', () => {});
        drop(socket);
      });
      const mailer = createSmtpMailer({ url: await listen(tcp, context), silenceMs: 2_000 });
      await assert.rejects(mailer.send(mail, live), isPassing);
      await mailer.close();
      assert.equal(tries, 1);
    });
  }

  test('nobody listening is a passing fault', async () => {
    const tcp = createServer().listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const { port } = tcp.address() as AddressInfo;
    await new Promise((resolve) => tcp.close(resolve));
    const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${port}`, silenceMs: 2_000 });
    await assert.rejects(mailer.send(mail, live), isPassing);
    await mailer.close();
  });

  // Without the time limit the default of nodemailer would end it after 30 s.
  test('a silent server is given up by the time limit, and at once by the signal', {
    timeout: 10_000,
  }, async (context) => {
    const url = await listen(createServer(), context);
    const hasty = createSmtpMailer({ url, silenceMs: 50 });
    await assert.rejects(hasty.send(mail, live), isPassing);
    const patient = createSmtpMailer({ url, silenceMs: 600_000 });
    const giveUp = new AbortController();
    const sending = patient.send(mail, giveUp.signal);
    giveUp.abort();
    await assert.rejects(sending, isPassing);
    await Promise.all([hasty.close(), patient.close()]);
  });
});

const listen = async (tcp: ReturnType<typeof createServer>, context: TestContext): Promise<string> => {
  const sockets = new Set<{ destroy(): void }>();
  tcp.on('connection', (socket) => sockets.add(socket));
  tcp.listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  context.after(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => tcp.close(resolve));
  });
  return `smtp://127.0.0.1:${(tcp.address() as AddressInfo).port}`;
};
