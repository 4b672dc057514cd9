import { sql } from 'kysely';
import type { StreamId } from '../../contracts/ids.ts';
import type { StateValue } from '../actor/actor-state.ts';
import type { StoredEmission } from '../actor/emissions.ts';
import type { Database } from './database.ts';

/** A row of the log. */
export interface StreamEvent {
  readonly streamId: StreamId;
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: object;
  readonly machineVersion: number;
  /** The state that the fact led to. */
  readonly state: StateValue;
  readonly emitted: readonly StoredEmission[];
  readonly messageId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent: string;
  readonly time: Date;
}

/** The columns of the log under the names of `StreamEvent`. */
export const streamEventColumns = sql`stream_id as "streamId", version, type, schema_version as "schemaVersion",
  data, machine_version as "machineVersion", state, emitted, message_id as "messageId",
  correlation_id as "correlationId", causation_id as "causationId", traceparent, time`;

/** Reads a stream as it was stored, oldest first: versions above `after`, at most up to `upTo`. */
export const readStream = async (
  database: Database,
  schema: string,
  stream: StreamId,
  { after = 0, upTo = Number.MAX_SAFE_INTEGER }: { after?: number; upTo?: number } = {},
): Promise<readonly StreamEvent[]> => {
  const { rows } = await sql<StreamEvent>`
    select ${streamEventColumns} from ${sql.table(`${schema}.events`)}
      where stream_id = ${stream} and version > ${after} and version <= ${upTo}
      order by version`.execute(database);
  return rows;
};
