import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';
import { checkAgreement } from '../oracle/check-oracle.ts';
import { checkReplay } from '../oracle/check-replay.ts';
import type { EmbeddedFolder } from '../support/embedded-process.ts';

/** One thing gone wrong, as SQL, and what the oracle must say of it. */
const harms: readonly (readonly [name: string, statement: string, says: RegExp])[] = [
  [
    'an order that is not settled',
    `update "order".actors set state = 'confirming' where stream_id = (select max(stream_id) from "order".actors
      where state = 'confirmed')`,
    /is not settled: it is confirming/,
  ],
  [
    'a confirmed order whose stock was released',
    `update inventory.actors set state = 'released' where stream_id = (select max(stream_id) from inventory.actors
      where state = 'committed')`,
    /is confirmed, its reservation is released/,
  ],
  [
    'a cancelled order whose money was kept',
    `update payment.actors set state = 'captured' where stream_id = (select max(stream_id) from payment.actors
      where state = 'voided')`,
    /is cancelled, its payment is captured/,
  ],
  [
    'a capture of another amount',
    `update gateway.journal set amount = amount + 1 where operation = 'capture'`,
    /\(confirmed, \d+ EUR\): captured 1 times/,
  ],
  [
    'a capture that is missing',
    `delete from gateway.journal where operation = 'capture'`,
    /captured 0 times/,
  ],
  ['a void that is missing', `delete from gateway.journal where operation = 'void'`, /still set aside/],
  [
    'a piece that was sold twice',
    `update inventory.stock set available = available + 1, reserved = reserved - 1 where reserved > 0`,
    /stock of \w+ is .*, its actors say/,
  ],
  [
    'stock that analytics missed',
    `update analytics.stock_levels set available = 0`,
    /analytics has .* of MUG/,
  ],
  [
    'a mail that was not sent',
    `delete from notification.actors where stream_id = (select max(stream_id) from notification.actors)`,
    /there is no mail/,
  ],
  [
    'two mails under one Message-ID',
    `update notification.actors set snapshot = jsonb_set(snapshot::jsonb, '{context,messageId}', '"<one@x>"')`,
    /two mails bear the Message-ID <one@x>/,
  ],
  [
    'a list of orders that is behind',
    `update "order".order_summaries set version = version - 1`,
    /the list of orders has/,
  ],
  ['a list of mails that lacks one', `delete from notification.notifications`, /the list of mails has/],
  [
    'a figure that counted twice',
    `update analytics.figures set value = value * 2 where figure = 'revenue'`,
    /analytics has \d+ as "revenue EUR"/,
  ],
  [
    'a message that never reached its service',
    `update payment.events set message_id = 'another' where message_id like 'order-%'`,
    /never reached payment/,
  ],
  [
    'an answer that a service refused',
    `insert into "order".inbox (message_id, stream_id, outcome, received_at)
      values ('payment-1/1/0', 'order-1', 'rejected', now())`,
    /order: it refused payment-/,
  ],
  [
    'a timer that is set for nobody',
    `insert into "order".timers values ('order-1', 'xstate.after.x', now(), '', '')`,
    /order: the timer xstate.after.x of order-1 is set for nobody/,
  ],
];

/** The same, to what is recorded: a replay sees it. */
const forgeries: typeof harms = [
  [
    'a state that the machine does not reach',
    `update "order".events set state = '"cancelled"' where type = 'StockReserved'`,
    /leads to "authorizingPayment", recorded is "cancelled"/,
  ],
  [
    'an emission that was not recorded',
    `update "order".events set emitted = '[]' where type = 'PaymentAuthorized'`,
    /emits something else than was recorded/,
  ],
  [
    'a snapshot that is no fold of its stream',
    `update payment.actors set snapshot = jsonb_set(snapshot::jsonb, '{context,amount}', '1')`,
    /replays to .*, stored is/,
  ],
  [
    'a stream with a gap',
    `delete from "order".events where version = 2`,
    /is at version \d+ with \d+ events/,
  ],
];

/** The oracle itself: it must notice each harm, or its silence means nothing. */
export const describeOracle = (
  get: () => { readonly folder: EmbeddedFolder; readonly placed: readonly string[] },
): void => {
  describe('the oracle', () => {
    test('notices whatever was lost, done twice or forgotten', async () => {
      const { folder, placed } = get();
      const database = await folder.openDatabase();
      try {
        const refuse = async (
          [name, statement, says]: (typeof harms)[number],
          check: (harmed: Database) => Promise<string[]>,
        ) => {
          const transaction = await database.startTransaction().execute();
          await sql.raw(statement).execute(transaction);
          const wrong = await check(transaction);
          await transaction.rollback().execute();
          const found = wrong.slice(0, 5).join('\n') || 'nothing';
          assert.ok(
            wrong.some((line) => says.test(line)),
            `${name}: ${found}`,
          );
        };
        for (const harm of harms) await refuse(harm, (harmed) => checkAgreement(harmed, { placed }));
        for (const forgery of forgeries) await refuse(forgery, checkReplay);
        const lost = await checkAgreement(database, { placed: [...placed, 'nobody'] });
        assert.deepEqual(lost, ['order nobody was placed and is lost']);
      } finally {
        await database.destroy();
      }
    });
  });
};
