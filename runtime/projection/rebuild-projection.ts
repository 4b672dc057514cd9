import { sql } from 'kysely';
import { reached } from '../crash-points.ts';
import type { Database, Transaction } from '../store/database.ts';
import { lockCheckpoint } from './checkpoint.ts';
import { type FillProgress, fillCopy, openCopy } from './fill-copy.ts';
import { projectNext } from './project-batch.ts';
import { type CopyPurpose, copyName, copyOf, type ReadModel } from './read-model.ts';

/** How far a rebuild is. */
export interface RebuildProgress extends FillProgress {
  /** What is read now is what was rebuilt. */
  readonly switched: boolean;
}

/**
 * Goes on with the rebuild of a read model for about as long as `isOver` lets it: fills a copy beside it and, when that
 * has caught up, puts the copy in its place in one transaction. The read model is read and kept up to date meanwhile.
 */
export const rebuildProjection = async (
  database: Database,
  live: ReadModel,
  isOver: () => boolean,
): Promise<RebuildProgress> => {
  const progress = await fillCopy(database, live, 'rebuild', isOver);
  if (!progress.caughtUp) return { ...progress, switched: false };
  try {
    await database.transaction().execute((transaction) => switchOver(transaction, live));
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    return { ...progress, switched: false };
  }
  reached('projection.after-switch');
  return { ...progress, switched: true };
};

/**
 * Who waits for a table lets everybody wait who comes later, so the switch waits for no reader longer than this and
 * comes again. It is also shorter than the second after which PostgreSQL looks for deadlocks: no reader of two tables
 * is ever ended for one.
 */
const giveWayAfter = '200ms';

const switchOver = async (transaction: Transaction<unknown>, live: ReadModel): Promise<void> => {
  await sql`set local lock_timeout = ${sql.lit(giveWayAfter)}`.execute(transaction);
  const copy = await catchUp(transaction, live, 'rebuild');
  const { projection, schema } = live;
  // Else plans are made without statistics from the switch on, until the server gets round to it.
  for (const name of projection.tables) await sql`analyze ${copy.table(name)}`.execute(transaction);
  const tables = sql.join(projection.tables.map((name) => live.table(name)));
  await sql`lock table ${tables} in access exclusive mode`.execute(transaction);
  for (const name of projection.tables) {
    await sql`drop table ${live.table(name)}`.execute(transaction);
    await sql`alter table ${copy.table(name)} rename to ${sql.id(name)}`.execute(transaction);
  }
  await sql`delete from ${sql.table(`${schema}.checkpoints`)} where projection = ${copy.checkpoint}`.execute(
    transaction,
  );
  reached('projection.before-switch');
};

/** Holds the read model where it is, and brings the copy to the same place in the log. */
export const catchUp = async (
  transaction: Transaction<unknown>,
  live: ReadModel,
  purpose: CopyPurpose,
): Promise<ReadModel> => {
  await lockCheckpoint(transaction, live);
  await openCopy(transaction, live, purpose);
  const copy = copyOf(live, purpose);
  while (await projectNext(transaction, copy, live));
  return copy;
};

/** Removes a copy: its tables and its checkpoint. */
export const dropCopy = async (
  transaction: Transaction<unknown>,
  { schema, projection, checkpoint }: ReadModel,
  purpose: CopyPurpose,
): Promise<void> => {
  for (const name of projection.tables)
    await sql`drop table if exists ${sql.table(`${schema}.${copyName(name, purpose)}`)}`.execute(transaction);
  await sql`delete from ${sql.table(`${schema}.checkpoints`)}
    where projection = ${`${checkpoint}.${purpose}`}`.execute(transaction);
};

const isLockTimeout = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '55P03';
