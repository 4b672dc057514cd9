import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { readGatewayBook } from '../../actors/payment/gateway-book.ts';
import { createGatewaySimulator } from '../../actors/payment/gateway-simulator.ts';
import { gateway as gatewayMigration } from '../../migrations/0002-gateway.ts';
import { gatewayJournal } from '../../migrations/0012-gateway-journal.ts';
import { Transient } from '../../runtime/errors.ts';
import type { Database } from '../../runtime/store/database.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { newPGlite } from '../support/new-pglite.ts';
import { readText } from '../support/source-files.ts';

interface OldRequest {
  readonly idempotency_key: string;
  readonly payment: string;
  readonly operation: 'authorize' | 'capture' | 'void' | 'refund';
  readonly request: string;
  readonly accepted: boolean | null;
  readonly reference: string | null;
  readonly reason: string | null;
}

/** What a gateway with three tables held, payments in every state, and the book that it read from them. */
const old: {
  readonly request: readonly OldRequest[];
  readonly charge: readonly object[];
  readonly movement: readonly object[];
  readonly book: readonly object[];
} = JSON.parse(readText('test/golden/gateway-before-journal.json'));

const live = new AbortController().signal;
const accepted = (payment: string) => ({ accepted: true, reference: `charge-${payment}` });

describe('a gateway with three tables that gets its journal', { timeout: 60_000 }, () => {
  let database: Database;
  before(async () => {
    database = await newPGlite();
    await gatewayMigration.down?.(database);
    await gatewayMigration.up(database);
    for (const name of ['request', 'charge', 'movement'] as const) {
      const table = sql.table(`gateway.${name}`);
      await sql`insert into ${table}
        select * from json_populate_recordset(null::${table}, ${JSON.stringify(old[name])}::json)`.execute(
        database,
      );
    }
    await gatewayJournal.up(database);
  });
  after(() => database.destroy());

  const readBook = async () => {
    const book = [...(await readGatewayBook(database)).values()];
    return book.sort((one, other) => (one.payment < other.payment ? -1 : 1));
  };

  test('has the same book', async () => {
    assert.deepEqual(await readBook(), old.book);
    const { rows } = await sql<{ key: string }>`select key from gateway.journal
      where at = '2026-03-04T05:06:07.089Z'`.execute(database);
    assert.equal(rows.length, old.movement.length);
  });

  test('gives every key the answer that it gave, and moves nothing', async () => {
    const { authorize, ...gateway } = createGatewaySimulator({ database, clock: createManualClock() });
    const movedOf = async () => (await readBook()).map(({ calls, ...moved }) => moved);
    const before = await movedOf();
    const answered = old.request.filter(({ accepted }) => accepted !== null);
    for (const { idempotency_key: key, payment, operation, request, ...given } of answered) {
      const { accepted, reference, reason } = given;
      const [, , amount, currency, token] = JSON.parse(request);
      const answer =
        operation === 'authorize'
          ? authorize({ payment, amount, currency, token }, key, live)
          : gateway[operation]({ payment }, key, live);
      assert.deepEqual(await answer, accepted ? { accepted, reference } : { accepted, reason }, key);
    }
    assert.deepEqual(await movedOf(), before);
  });

  test('goes on where it was: with faults, with what is forbidden and with what is open', async () => {
    const { authorize, capture } = createGatewaySimulator({ database, clock: createManualClock() });
    const charge = (payment: string, attempt: number, token = 'tok_visa') =>
      authorize(
        { payment, amount: 1234, currency: 'EUR', token },
        `payment-${payment}/authorize/${attempt}`,
        live,
      );
    await assert.rejects(charge('faulted', 1, 'tok_flaky'), Transient);
    assert.deepEqual(await charge('faulted', 1, 'tok_flaky'), accepted('faulted'));
    assert.deepEqual(await capture({ payment: 'flaky' }, 'payment-flaky/capture/1', live), accepted('flaky'));
    assert.deepEqual(await charge('forbidden', 9), { accepted: false, reason: 'voided' });
    assert.deepEqual(await charge('refunded', 9), { accepted: false, reason: 'refunded' });
    assert.deepEqual(await charge('captured', 9), accepted('captured'));
    assert.deepEqual(await charge('declined-only', 9), accepted('declined-only'));
  });
});
