/**
 * Empties every table of a database. One that was never written is left alone: a truncated one gets new files, it and
 * each of its indexes.
 */
export const emptyTables = `do $$
  declare written text;
  begin
    select string_agg(format('%I.%I', schemaname, tablename), ', ' order by schemaname, tablename) into written
      from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema', 'public')
        and pg_relation_size(format('%I.%I', schemaname, tablename)::regclass) > 0;
    if written is not null then execute 'truncate ' || written || ' restart identity'; end if;
  end $$`;
