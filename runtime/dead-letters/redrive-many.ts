import { type RawBuilder, sql } from 'kysely';
import type { RedriveManyBody } from '../../contracts/http/dead-letter-http.ts';
import { reached } from '../crash-points.ts';
import { Poison, Rejected } from '../errors.ts';
import type { Service } from '../service.ts';
import type { Transaction } from '../store/database.ts';
import { storableText } from '../store/storable-text.ts';
import { loadHeld } from './held-row.ts';
import { type Deed, recordAction } from './operator-actions.ts';
import { putBackOutgoing } from './put-back-outgoing.ts';

const defaultRatePerSecond = 50;

/** Which dead letters, and how fast. */
export type Selection = Omit<RedriveManyBody, 'reason'>;

/**
 * Puts a group of dead letters back, one after the other: their times are spread at once, so that the rate holds
 * through restarts. Returns how many they are.
 * @throws Rejected `dead-letter/no-selection`
 */
export const redriveMany = async (
  services: readonly Service[],
  selection: Selection,
  deed: Deed & { readonly redriveId: string },
): Promise<number> => {
  const { code, type, service: only, all, ratePerSecond = defaultRatePerSecond } = selection;
  if (!all && code === undefined && type === undefined && only === undefined)
    throw new Rejected(
      'invalid',
      'dead-letter/no-selection',
      'Say which: give code, type or service, or all: true.',
    );
  const conditions = [
    sql`state = 'dead'`,
    ...(code === undefined ? [] : [sql`error_code = ${code}`]),
    ...(type === undefined ? [] : [sql`type = ${type}`]),
  ];
  const which = sql.join(conditions, sql` and `);
  const spacing = { everyMs: 1000 / ratePerSecond, taken: 0 };
  for (const service of services.filter(({ name }) => only === undefined || name === only)) {
    spacing.taken += await service.database.transaction().execute(async (transaction) => {
      const retried = await retryAll(transaction, service.name, which, spacing, deed);
      const taken = spacing.taken + retried;
      const putBack = await putBackAll(transaction, service.name, which, { ...spacing, taken }, deed);
      reached('redrive.before-commit');
      return retried + putBack;
    });
    reached('redrive.after-commit');
    service.wakeRetries();
  }
  return spacing.taken;
};

interface Spacing {
  readonly everyMs: number;
  /** How many come before. */
  readonly taken: number;
}

/** Rows are locked before they are numbered: what another redrive has taken meanwhile is not taken again. */
const retryAll = async (
  transaction: Transaction<unknown>,
  service: string,
  which: RawBuilder<unknown>,
  { everyMs, taken }: Spacing,
  { operator, reason, now, redriveId }: Deed & { readonly redriveId: string },
): Promise<number> => {
  const at = sql`${new Date(now).toISOString()}::timestamptz`;
  const table = sql.table(`${service}.held_messages`);
  const { rows } = await sql<{ count: number }>`
    with locked as (
      select id from ${table} where ${which} and kind <> 'outgoing' order by id for update
    ), numbered as (
      select id, row_number() over (order by id) - 1 + ${taken}::integer as place from locked
    ), redriven as (
      update ${table} as held set state = 'retrying', attempts = 0, redrive_id = ${redriveId}::uuid,
          due_at = ${at} + numbered.place * ${everyMs}::float8 * interval '1 millisecond'
        from numbered where held.id = numbered.id returning held.*
    ), recorded as (
      insert into ${sql.table(`${service}.held_message_actions`)} (held_id, message_id, kind, stream_id, type, headers,
          action, operator, reason, body_before, error_code, redrive_id, at)
        select id, message_id, kind, stream_id, type, headers, 'redrive', ${operator}::text, ${storableText(reason)}::text, body,
            error_code, redrive_id, ${at}
          from redriven order by id returning 1
    ) select count(*)::integer as count from recorded`.execute(transaction);
  return rows[0]?.count ?? 0;
};

const putBackAll = async (
  transaction: Transaction<unknown>,
  service: string,
  which: RawBuilder<unknown>,
  { everyMs, taken }: Spacing,
  deed: Deed,
): Promise<number> => {
  const { rows } = await sql<{ id: number }>`select id from ${sql.table(`${service}.held_messages`)}
    where ${which} and kind = 'outgoing' order by id for update`.execute(transaction);
  let count = 0;
  for (const { id } of rows) {
    const row = await loadHeld(transaction, service, id);
    if (!row) continue;
    try {
      await putBackOutgoing(transaction, row, deed.now, deed.now + Math.round((taken + count) * everyMs));
    } catch (error) {
      // One that cannot be read stays a dead letter; it can be corrected by itself.
      if (error instanceof Poison) continue;
      throw error;
    }
    await recordAction(transaction, row, 'redrive', deed);
    count += 1;
    if (count < rows.length) reached('redrive.between-items');
  }
  return count;
};
