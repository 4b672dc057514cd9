import { sql } from 'kysely';
import type { MessageType } from '../../contracts/message-type.ts';
import { upcast } from '../actor/upcast.ts';
import { reached } from '../crash-points.ts';
import type { Database, Transaction } from '../store/database.ts';
import { type StreamEvent, streamEventColumns } from '../store/read-stream.ts';
import type { Projection } from './projection.ts';

interface LogRow extends StreamEvent {
  readonly transactionId: string;
  readonly position: number;
}

/** Events that one transaction projects at most. */
export const projectionBatch = 500;

/**
 * Projects the next events of the log and moves the checkpoint in the same transaction. Returns the time of the
 * last event, or undefined when there was none.
 *
 * The log is read in the order (transaction id, position) and only below the oldest transaction that is still
 * running: by position alone, an event that commits late would lie behind the checkpoint and be lost.
 */
export const projectBatch = (
  database: Database,
  schema: string,
  projection: Projection,
  messageTypes: ReadonlyMap<string, MessageType>,
): Promise<{ events: number; last: Date } | undefined> =>
  database.transaction().execute(async (transaction) => {
    await lockCheckpoint(transaction, schema, projection.name);
    const { rows } = await sql<LogRow>`
      select ${streamEventColumns}, transaction_id::text as "transactionId", position
        from ${sql.table(`${schema}.events`)}
        where (transaction_id, position) > (select transaction_id, position
            from ${sql.table(`${schema}.checkpoints`)} where projection = ${projection.name})
          and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
        order by transaction_id, position limit ${projectionBatch}`.execute(transaction);
    const last = rows.at(-1);
    if (!last) return undefined;
    await projection.project(
      transaction,
      rows.map(({ schemaVersion, ...row }) => ({
        ...row,
        data: Object(upcast(messageTypes.get(row.type), schemaVersion, row.data)),
      })),
    );
    reached('projection.before-checkpoint');
    await sql`update ${sql.table(`${schema}.checkpoints`)}
      set transaction_id = ${last.transactionId}::xid8, position = ${last.position}
      where projection = ${projection.name}`.execute(transaction);
    reached('projection.before-commit');
    return { events: rows.length, last: last.time };
  });

/** One process at a time moves a checkpoint; the first one ever begins before the log. */
const lockCheckpoint = async (
  transaction: Transaction<unknown>,
  schema: string,
  projection: string,
): Promise<void> => {
  const checkpoints = sql.table(`${schema}.checkpoints`);
  const lock = () => sql`select 1 from ${checkpoints} where projection = ${projection} for update`;
  if ((await lock().execute(transaction)).rows.length > 0) return;
  await sql`insert into ${checkpoints} (projection, transaction_id, position) values (${projection}, '0'::xid8, 0)
    on conflict do nothing`.execute(transaction);
  await lock().execute(transaction);
};

/** Empties a read model and its checkpoint in one transaction; the projector then fills it from the first event. */
export const resetProjection = (database: Database, schema: string, projection: Projection): Promise<void> =>
  database.transaction().execute(async (transaction) => {
    await lockCheckpoint(transaction, schema, projection.name);
    await projection.clear(transaction);
    await sql`update ${sql.table(`${schema}.checkpoints`)} set transaction_id = '0'::xid8, position = 0
      where projection = ${projection.name}`.execute(transaction);
  });
