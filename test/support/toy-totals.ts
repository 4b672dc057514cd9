import { sql } from 'kysely';
import type { Projection } from '../../runtime/projection/projection.ts';
import type { Database } from '../../runtime/store/database.ts';

/** A read model: what was added to each toy, and the version that it knows. */
export const toyTotals: Projection = {
  name: 'toy-totals',
  tables: ['toy_totals'],
  project: async (transaction, events, table) => {
    for (const { streamId, version, data } of events) {
      const { by = 0 }: { by?: number } = data;
      await sql`insert into ${table('toy_totals')} as total (stream_id, total, version) values (${streamId}, ${by}, ${version})
        on conflict (stream_id) do update set total = total.total + excluded.total,
          version = excluded.version`.execute(transaction);
    }
  },
};

const table = sql.table('order.toy_totals');

/** Makes the table of the read model, empty. */
export const createToyTotals = async (database: Database): Promise<void> => {
  await sql`drop table if exists ${table}`.execute(database);
  await sql`create table ${table} (stream_id text primary key, total integer, version integer)`.execute(
    database,
  );
};
