// Dead letters from before a new schema of their type, in the whole system: redriven over HTTP, as they are and edited.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { orderStream } from '../../actors/order/order-actor.ts';
import { DeadLetterDetails, DeadLetterPage, RedriveBegun } from '../../contracts/http/dead-letter-http.ts';
import { messageId } from '../../contracts/ids.ts';
import { StockReserved } from '../../contracts/inventory-messages.ts';
import type { MessageType } from '../../contracts/message-type.ts';
import { PaymentAuthorized } from '../../contracts/payment-messages.ts';
import { inBinaryMode } from '../../runtime/broker/wire-content.ts';
import { systemClock } from '../../runtime/clock.ts';
import { keepDelivery } from '../../runtime/delivery/keep-undeliverable.ts';
import { toWire } from '../../runtime/delivery/wire-message.ts';
import { addDeadLetterRoutes } from '../../runtime/http/dead-letter-routes.ts';
import { admitOperators } from '../../runtime/http/operator.ts';
import type { Database } from '../../runtime/store/database.ts';
import { readStream } from '../../runtime/store/read-stream.ts';
import { newPGlite } from '../support/new-pglite.ts';
import { startRelease } from '../support/release.ts';
import { readAs, send } from '../support/shop.ts';
import { type StartedServer, startServer } from '../unit/http/start-server.ts';

const money = { amount: 1_290, currency: 'EUR' };
const reason = 'the handler is mended';

describe('a dead letter of an old schema version', { timeout: 120_000 }, () => {
  let folder: string;
  let database: Database;
  let system: Awaited<ReturnType<typeof startRelease>>;
  let http: StartedServer;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orders-old-dead-letters-'));
    database = await newPGlite();
    system = await startRelease({
      database,
      folder,
      clock: systemClock,
      release: 2,
      withheld: new Set(),
    });
    http = await startServer((server) => {
      admitOperators(server, { operatorTokens: undefined, host: '127.0.0.1' });
      addDeadLetterRoutes(server, system.services);
    });
  });
  after(async () => {
    await http?.server.close();
    await system?.close();
    await database?.destroy();
    await rm(folder, { recursive: true, force: true });
  });

  const letters = async () =>
    (await readAs(DeadLetterPage, await fetch(`${http.url}/dead-letters`))).deadLetters;
  const redrive = (id: string, correction: object = {}) =>
    send('POST', `${http.url}/dead-letters/${id}/redrive`, { reason, ...correction });

  /** An order whose answer of this type is a dead letter, as version 1 of the type had it; the true one never comes. */
  const orderWithout = async (
    answer: MessageType,
    dataOf: (orderId: string) => object,
    headers: Readonly<Record<string, string | undefined>> = {},
  ) => {
    const orderId = await system.place(randomUUID(), [answer.type]);
    await system.reaches(orderId, answer === StockReserved ? 'reserving-stock' : 'authorizing-payment');
    const stream = orderStream(orderId);
    const id = messageId(`${answer.type}/of-version-1/${orderId}`);
    const wire = toWire(
      {
        id,
        type: answer.type,
        schemaVersion: 1,
        source: answer.owner,
        subject: stream,
        subjectVersion: 1,
        time: new Date(systemClock.now()).toISOString(),
        correlationId: stream,
        causationId: stream,
        traceparent: '',
        data: dataOf(orderId),
      },
      'event',
    );
    const { headers: own, body } = inBinaryMode(wire.content);
    const delivery = { ...wire, content: { headers: { ...own, ...headers }, body } };
    await keepDelivery(database, 'order', systemClock, delivery, new Error('The handler failed'), stream);
    const dead = (await letters()).find((letter) => letter.messageId === id);
    assert.ok(dead);
    return { orderId, id: dead.id };
  };
  const authorizedInVersion1 = (orderId: string) => ({ orderId, ...money });

  /** The fact that it became, when its order is confirmed and nothing is held any more. */
  const confirmedBy = async (orderId: string, { type }: MessageType) => {
    await system.reaches(orderId, 'confirmed');
    assert.deepEqual(await letters(), []);
    const facts = await readStream(database, 'order', orderStream(orderId));
    const { data, schemaVersion } = facts.find((fact) => fact.type === type) ?? {};
    return { data, schemaVersion };
  };

  test('is upcast when it is redriven, and its order ends as any other', async () => {
    const reserved = await orderWithout(StockReserved, (orderId) => ({
      orderId,
      lines: [{ sku: 'MUG', quantity: 1 }],
    }));
    await readAs(RedriveBegun, await redrive(reserved.id), 202);
    assert.deepEqual(await confirmedBy(reserved.orderId, StockReserved), {
      data: { orderId: reserved.orderId, lines: [{ sku: 'MUG', quantity: 1, location: 'main' }] },
      schemaVersion: 2,
    });

    const authorized = await orderWithout(PaymentAuthorized, authorizedInVersion1);
    await readAs(
      RedriveBegun,
      await send('POST', `${http.url}/dead-letters/redrive`, { all: true, reason }),
      202,
    );
    assert.deepEqual(await confirmedBy(authorized.orderId, PaymentAuthorized), {
      data: { orderId: authorized.orderId, money },
      schemaVersion: 2,
    });
  });

  test('is shown as it came, beside the present schema', async () => {
    const { orderId, id } = await orderWithout(PaymentAuthorized, authorizedInVersion1);
    const shown = await readAs(DeadLetterDetails, await fetch(`${http.url}/dead-letters/${id}`));
    assert.deepEqual(shown.body.json, authorizedInVersion1(orderId));
    assert.equal(shown.headers['cloudEvents:schemaversion'], '1');
    assert.equal(shown.schemaVersion, 2);
    await redrive(id);
    await system.reaches(orderId, 'confirmed');
  });

  test('takes new data in the present schema only, and does not upcast them', async () => {
    const { orderId, id } = await orderWithout(PaymentAuthorized, authorizedInVersion1);
    const ofVersion1 = { 'cloudEvents:schemaversion': '1' };
    for (const headers of [undefined, ofVersion1]) {
      const refused = await redrive(id, { payload: authorizedInVersion1(orderId), headers });
      const { code, detail }: { code?: string; detail?: string } = JSON.parse(await refused.text());
      assert.deepEqual([refused.status, code], [422, 'dead-letter/invalid-payload']);
      assert.match(detail ?? '', /^It does not fit PaymentAuthorized version 2: .*money/);
    }
    const edited = { orderId, money: { ...money, amount: 1_291 } };
    // Whatever version is named beside them.
    await readAs(RedriveBegun, await redrive(id, { payload: edited, headers: ofVersion1 }), 202);
    assert.deepEqual(await confirmedBy(orderId, PaymentAuthorized), { data: edited, schemaVersion: 2 });
  });

  test('that lost its version is upcast from the one that an operator says', async () => {
    const versionless = { 'cloudEvents:schemaversion': undefined };
    const { orderId, id } = await orderWithout(PaymentAuthorized, authorizedInVersion1, versionless);
    await readAs(RedriveBegun, await redrive(id, { headers: { 'cloudEvents:schemaversion': '1' } }), 202);
    assert.deepEqual(await confirmedBy(orderId, PaymentAuthorized), {
      data: { orderId, money },
      schemaVersion: 2,
    });
  });
});
