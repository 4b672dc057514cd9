import { sql } from 'kysely';
import type { Database, Transaction } from '../store/database.ts';
import type { ReadModel } from './read-model.ts';

/** How far a read model has come: the last event that is in it. */
export interface Checkpoint {
  readonly transactionId: string;
  readonly position: number;
}

type OfModel = Pick<ReadModel, 'schema' | 'checkpoint'>;

/** One process at a time moves a checkpoint. The first one ever begins before the log; then the result is true. */
export const lockCheckpoint = async (
  transaction: Transaction<unknown>,
  { schema, checkpoint }: OfModel,
): Promise<boolean> => {
  const checkpoints = sql.table(`${schema}.checkpoints`);
  const lock = () => sql`select 1 from ${checkpoints} where projection = ${checkpoint} for update`;
  if ((await lock().execute(transaction)).rows.length > 0) return false;
  const { numAffectedRows } = await sql`insert into ${checkpoints} (projection, transaction_id, position)
    values (${checkpoint}, '0'::xid8, 0) on conflict do nothing`.execute(transaction);
  await lock().execute(transaction);
  return numAffectedRows === 1n;
};

/** Moves a checkpoint that is locked. */
export const setCheckpoint = async (
  transaction: Transaction<unknown>,
  { schema, checkpoint }: OfModel,
  { transactionId, position }: Checkpoint,
): Promise<void> => {
  await sql`update ${sql.table(`${schema}.checkpoints`)}
    set transaction_id = ${transactionId}::xid8, position = ${position}
    where projection = ${checkpoint}`.execute(transaction);
};

/** The place in the log; 0 for a read model that was never filled. It grows with the log, with gaps. */
export const placeOf = async (database: Database, { schema, checkpoint }: OfModel): Promise<number> => {
  const { rows } = await sql<{ position: number }>`select position from ${sql.table(`${schema}.checkpoints`)}
    where projection = ${checkpoint}`.execute(database);
  return rows[0]?.position ?? 0;
};
