import { sql } from 'kysely';
import type { MessageType } from '../../contracts/message-type.ts';
import { upcast } from '../actor/upcast.ts';
import { reached } from '../crash-points.ts';
import type { Database, Transaction } from '../store/database.ts';
import { type StreamEvent, streamEventColumns } from '../store/read-stream.ts';
import { lockCheckpoint, setCheckpoint } from './checkpoint.ts';
import type { Projection } from './projection.ts';
import { liveModel, type ReadModel } from './read-model.ts';

interface LogRow extends StreamEvent {
  readonly transactionId: string;
  readonly position: number;
}

/** Events that one transaction projects at most. */
export const projectionBatch = 2_000;

/** What one batch projected: how many events, and the time of the last. */
export interface ProjectedBatch {
  readonly events: number;
  readonly last: Date;
}

/**
 * Projects the next events of the log and moves the checkpoint in the same transaction. Resolves to undefined when
 * there was none.
 */
export const projectBatch = (
  database: Database,
  schema: string,
  projection: Projection,
  messageTypes: ReadonlyMap<string, MessageType>,
): Promise<ProjectedBatch | undefined> =>
  database.transaction().execute(async (transaction) => {
    const live = liveModel(schema, projection, messageTypes);
    await lockCheckpoint(transaction, live);
    const projected = await projectNext(transaction, live);
    if (projected) reached('projection.before-commit');
    return projected;
  });

/**
 * Projects the next events into a read model whose checkpoint is locked; those of a copy only as far as `ahead` is.
 *
 * The log is read in the order (transaction id, position) and only below the oldest transaction that is still
 * running: by position alone, an event that commits late would lie behind the checkpoint and be lost.
 */
export const projectNext = async (
  transaction: Transaction<unknown>,
  model: ReadModel,
  ahead?: ReadModel,
): Promise<ProjectedBatch | undefined> => {
  const { schema, projection, messageTypes } = model;
  const checkpointOf = ({ checkpoint }: ReadModel) => sql`(select transaction_id, position
    from ${sql.table(`${schema}.checkpoints`)} where projection = ${checkpoint})`;
  const { rows } = await sql<LogRow>`
    select ${streamEventColumns}, transaction_id::text as "transactionId", position
      from ${sql.table(`${schema}.events`)}
      where (transaction_id, position) > ${checkpointOf(model)}
        and ${ahead ? sql`(transaction_id, position) <= ${checkpointOf(ahead)}` : sql`transaction_id < pg_snapshot_xmin(pg_current_snapshot())`}
      order by transaction_id, position limit ${projectionBatch}`.execute(transaction);
  const last = rows.at(-1);
  if (!last) return undefined;
  await projection.project(
    transaction,
    rows.map(({ schemaVersion, ...row }) => ({
      ...row,
      data: Object(upcast(messageTypes.get(row.type), schemaVersion, row.data)),
    })),
    model.table,
  );
  reached('projection.before-checkpoint');
  await setCheckpoint(transaction, model, last);
  return { events: rows.length, last: last.time };
};

/** Empties a read model and its checkpoint in one transaction; the projector then fills it from the first event. */
export const resetProjection = (database: Database, schema: string, projection: Projection): Promise<void> =>
  database.transaction().execute(async (transaction) => {
    const live = liveModel(schema, projection, new Map());
    await lockCheckpoint(transaction, live);
    for (const table of projection.tables) await sql`delete from ${live.table(table)}`.execute(transaction);
    await setCheckpoint(transaction, live, beforeTheLog);
  });

const beforeTheLog = { transactionId: '0', position: 0 };
