import { sql } from 'kysely';
import { groupBy } from '../../runtime/group-by.ts';
import type { Database } from '../../runtime/store/database.ts';

/** Copies of the orders that were settled when it was made, everywhere where they left rows. */
export interface OrderCopier {
  /** How many orders one copy is. */
  readonly orders: number;
  /** Makes the copies with these numbers. No service may run. */
  copy(first: number, last: number): Promise<void>;
}

interface Column {
  readonly schema: string;
  readonly name: string;
  readonly column: string;
  readonly type: string;
}

const schemas = ['order', 'inventory', 'payment', 'notification', 'analytics', 'gateway'];
/** The column that names the order, the first that a table has. */
const keyColumns = ['stream_id', 'order_id', 'payment'];
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** Keeps all rows of the orders that are stored now, in a schema of the bench's own. */
export const createOrderCopier = async (database: Database): Promise<OrderCopier> => {
  const tables = await readTables(database);
  await sql`create schema bench`.execute(database);
  await sql`create table bench.figures as select * from analytics.figures`.execute(database);
  for (const { source, kept, key, position } of tables)
    await sql`create table ${kept} as
      select substring(${sql.ref(key)}::text from ${sql.lit(uuid)}) as bench_order,
          row_number() over (order by ${position}) as bench_row, row.*
        from ${source} as row where substring(${sql.ref(key)}::text from ${sql.lit(uuid)}) is not null`.execute(
      database,
    );
  const { rows } = await sql<{ orders: number }>`
    select count(distinct bench_order)::integer as orders from bench."order.actors"`.execute(database);
  return {
    orders: rows[0]?.orders ?? 0,
    copy: async (first, last) => {
      for (const { source, kept, columns } of tables)
        await sql`insert into ${source} (${sql.join(columns.map(({ column }) => sql.ref(column)))})
          select ${sql.join(columns.map(copied))}
            from generate_series(${first}::integer, ${last}::integer) as copy cross join ${kept} as row
              cross join lateral (select md5(bench_order || '/' || copy)::uuid::text as bench_copy) as copied
            order by bench_copy, bench_row`.execute(database);
      await addUp(database, last - first + 1);
      await skipProjections(database);
    },
  };
};

/** A column of a copy: wherever the order's id stood, the copy's stands. */
const copied = ({ column, type }: Column) => {
  const value = sql.ref(`row.${column}`);
  const replaced = sql`replace(${value}::text, bench_order, bench_copy)`;
  if (type === 'text') return replaced;
  return type === 'jsonb' || type === 'json' || type === 'uuid' ? sql`${replaced}::${sql.raw(type)}` : value;
};

const readTables = async (database: Database) => {
  const { rows } = await sql<Column>`
    select table_schema as schema, table_name as name, column_name as column, udt_name as type
      from information_schema.columns
      where table_schema in (${sql.join(schemas)}) and is_identity = 'NO' and udt_name <> 'xid8'
      order by table_schema, table_name, ordinal_position`.execute(database);
  const tables = groupBy(rows, ({ schema, name }) => `${schema}.${name}`);
  return [...tables].flatMap(([name, columns]) => {
    const key = keyColumns.find((each) => columns.some(({ column }) => column === each));
    if (key === undefined) return [];
    const position = name.endsWith('.events') ? sql`transaction_id, position` : sql.ref(key);
    return [{ source: sql.table(name), kept: sql.id('bench', name), key, columns, position }];
  });
};

/** The sums that are kept of orders: without this the books would not agree. */
const addUp = async (database: Database, copies: number): Promise<void> => {
  await sql`update analytics.figures as figure set value = figure.value + kept.value * ${copies}
    from bench.figures as kept
    where (figure.figure, figure.key, figure.currency) = (kept.figure, kept.key, kept.currency)`.execute(
    database,
  );
  await sql`
    with kept as (
      select line->>'sku' as sku, sum((line->>'quantity')::bigint) * ${copies} as quantity
        from bench."inventory.actors", json_array_elements(snapshot->'context'->'lines') as line
        where category = 'reservation' and state in ('reserved', 'committed') group by 1
    )
    update inventory.stock set available = available - quantity, reserved = reserved + quantity
      from kept where kept.sku = stock.sku`.execute(database);
  await sql`update analytics.stock_levels as level set available = stock.available, reserved = stock.reserved
    from inventory.stock where stock.sku = level.sku`.execute(database);
};

/** The read models were copied too: no projector is to read the copied events. */
const skipProjections = async (database: Database): Promise<void> => {
  for (const schema of schemas.slice(0, -1))
    await sql`update ${sql.table(`${schema}.checkpoints`)} set (transaction_id, position) =
      (select transaction_id, position from ${sql.table(`${schema}.events`)}
        order by transaction_id desc, position desc limit 1)`.execute(database);
};
