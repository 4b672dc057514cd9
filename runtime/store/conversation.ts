import { sql } from 'kysely';
import type { Database } from './database.ts';
import { type StreamEvent, streamEventColumns } from './read-stream.ts';

/** The facts that a service recorded with one correlation id, oldest first. */
export const readConversation = async (
  database: Database,
  schema: string,
  correlationId: string,
  limit: number,
): Promise<readonly StreamEvent[]> => {
  const { rows } = await sql<StreamEvent>`
    select ${streamEventColumns} from ${sql.table(`${schema}.events`)}
      where correlation_id = ${correlationId} order by time, position limit ${limit}`.execute(database);
  return rows;
};
