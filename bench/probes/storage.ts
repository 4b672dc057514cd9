import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';

/** Bytes of a database at one moment. */
export interface Storage {
  /** By schema: tables with their indexes. */
  readonly schemas: ReadonlyMap<string, number>;
  /** Written to the log of the whole server since it was set up. */
  readonly walBytes: number;
}

export const readStorage = async (database: Database): Promise<Storage> => {
  const { rows } = await sql<{ schema: string; bytes: number }>`
    select nspname as schema, sum(pg_total_relation_size(pg_class.oid))::bigint as bytes
      from pg_class join pg_namespace on relnamespace = pg_namespace.oid
      where relkind = 'r' and nspname not in ('pg_catalog', 'information_schema')
      group by nspname order by nspname`.execute(database);
  const { rows: wal } = await sql<{ bytes: number }>`
    select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint as bytes`.execute(database);
  return { schemas: new Map(rows.map(({ schema, bytes }) => [schema, bytes])), walBytes: wal[0]?.bytes ?? 0 };
};
