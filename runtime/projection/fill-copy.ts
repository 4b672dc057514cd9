import { sql } from 'kysely';
import { reached } from '../crash-points.ts';
import type { Database, Transaction } from '../store/database.ts';
import { lockCheckpoint, placeOf, setCheckpoint } from './checkpoint.ts';
import { projectNext } from './project-batch.ts';
import { type CopyPurpose, copyName, copyOf, type ReadModel } from './read-model.ts';

/** How far a copy is. */
export interface FillProgress {
  /** Events that this call projected. */
  readonly events: number;
  /** The places of the copy and of the read model in the log: about how much of the log each has seen. */
  readonly position: number;
  readonly live: number;
  /** It has all that the read model had at the end of this call. */
  readonly caughtUp: boolean;
}

/**
 * Fills a copy beside the read model, from where the last call ended, until it has caught up or `isOver` says that it
 * is enough for now. Each batch is a transaction of its own, with its checkpoint: whoever dies loses one batch.
 */
export const fillCopy = async (
  database: Database,
  live: ReadModel,
  purpose: CopyPurpose,
  isOver: () => boolean,
): Promise<FillProgress> => {
  const copy = copyOf(live, purpose);
  let events = 0;
  let caughtUp = false;
  do {
    const projected = await database.transaction().execute(async (transaction) => {
      await openCopy(transaction, live, purpose);
      const batch = await projectNext(transaction, copy, live);
      if (batch) reached('projection.before-commit');
      return batch;
    });
    events += projected?.events ?? 0;
    caughtUp = projected === undefined;
  } while (!caughtUp && !isOver());
  return { events, caughtUp, position: await placeOf(database, copy), live: await placeOf(database, live) };
};

/**
 * Locks the copy. Its tables are made when it is new, and made anew when a migration has changed those that it is a
 * copy of: what a copy was filled with before would lack what is new.
 */
export const openCopy = async (
  transaction: Transaction<unknown>,
  live: ReadModel,
  purpose: CopyPurpose,
): Promise<void> => {
  const copy = copyOf(live, purpose);
  const isNew = await lockCheckpoint(transaction, copy);
  const { schema, projection } = live;
  if (!isNew && (await areAlike(transaction, live, purpose))) return;
  for (const name of projection.tables) {
    await sql`drop table if exists ${copy.table(name)}`.execute(transaction);
    await sql`create table ${copy.table(name)} (like ${sql.table(`${schema}.${name}`)} including all)`.execute(
      transaction,
    );
  }
  await setCheckpoint(transaction, copy, { transactionId: '0', position: 0 });
};

const areAlike = async (
  transaction: Transaction<unknown>,
  { schema, projection }: ReadModel,
  purpose: CopyPurpose,
): Promise<boolean> => {
  const columnsOf = (table: string) => sql`(select array_agg(concat_ws(' ', attname, atttypid, attnotnull)
      order by attnum) from pg_attribute
    join pg_class on pg_class.oid = attrelid join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = ${schema} and relname = ${table} and attnum > 0 and not attisdropped)`;
  const pairs = projection.tables.map(
    (name) => sql`${columnsOf(name)} = ${columnsOf(copyName(name, purpose))}`,
  );
  const { rows } = await sql<{
    alike: boolean | null;
  }>`select ${sql.join(pairs, sql` and `)} as alike`.execute(transaction);
  return rows[0]?.alike === true;
};
