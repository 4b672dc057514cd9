import { type RawBuilder, sql } from 'kysely';
import { type JourneyFactV3, journeyEventsV3 } from '../../machines/journey/journey-machine-v3.ts';
import { groupBy } from '../../runtime/group-by.ts';
import type { Projection } from '../../runtime/projection/projection.ts';
import type { Transaction } from '../../runtime/store/database.ts';
import { type Figure, figuresOf } from './order-figures.ts';
import { hear, type OrderJourney, type OrderNews, settlingOf } from './order-journey.ts';
import { isStockNews, keepStockLevels } from './stock-levels.ts';

type Table = RawBuilder<unknown>;

interface Change {
  readonly orderId: string;
  readonly before: OrderJourney;
  readonly after: OrderJourney;
}

/**
 * The business figures. One row an order says what is known of it; whatever a fact changes about what that order
 * adds to the sums is added to the sums. So each fact costs the same however many orders there are, and any order
 * of arrival ends in the same figures.
 */
export const businessFigures: Projection = {
  name: 'business-figures',
  tables: ['orders', 'figures', 'stock_levels'],
  project: async (transaction, events, table) => {
    const facts = events.map(({ type, data }) => ({ ...data, type })).filter(isJourneyFact);
    const changes = await changesBy(transaction, table('orders'), facts.filter(isOrderNews));
    await writeOrders(transaction, table('orders'), changes);
    await addFigures(transaction, table('figures'), differences(changes));
    await keepStockLevels(transaction, table('stock_levels'), facts.filter(isStockNews));
  },
};

const heard: ReadonlySet<string> = new Set(journeyEventsV3.map(({ type }) => type));
const isJourneyFact = (fact: { readonly type: string }): fact is JourneyFactV3 => heard.has(fact.type);
const isOrderNews = (fact: JourneyFactV3): fact is OrderNews => !isStockNews(fact);

const changesBy = async (
  transaction: Transaction<unknown>,
  orders: Table,
  news: readonly OrderNews[],
): Promise<readonly Change[]> => {
  const newsOf = groupBy(news, (each) => each.orderId);
  const { rows } = await sql<{ orderId: string; journey: OrderJourney }>`
    select order_id as "orderId", journey from ${orders}
      where order_id = any(array(select json_array_elements_text(${JSON.stringify([...newsOf.keys()])}::json)))`.execute(
    transaction,
  );
  const known = new Map(rows.map(({ orderId, journey }) => [orderId, journey]));
  return [...newsOf].map(([orderId, newsOfOrder]) => {
    const before = known.get(orderId) ?? {};
    return { orderId, before, after: newsOfOrder.reduce(hear, before) };
  });
};

const writeOrders = async (
  transaction: Transaction<unknown>,
  orders: Table,
  changes: readonly Change[],
): Promise<void> => {
  const rows = changes.map(({ orderId, after }) => {
    const settling = settlingOf(after);
    return {
      order_id: orderId,
      journey: after,
      settled_at: settling && new Date(settling.at).toISOString(),
      settling_ms: settling?.milliseconds,
    };
  });
  await sql`insert into ${orders} (order_id, journey, settled_at, settling_ms)
    select order_id, journey, settled_at, settling_ms
      from json_to_recordset(${JSON.stringify(rows)}::json) as row (order_id text, journey jsonb,
        settled_at timestamptz, settling_ms bigint)
    on conflict (order_id) do update set journey = excluded.journey, settled_at = excluded.settled_at,
      settling_ms = excluded.settling_ms`.execute(transaction);
};

/** What the changes add to each sum; those that they leave as they are do not appear. */
const differences = (changes: readonly Change[]): readonly Figure[] => {
  const added = new Map<string, Figure>();
  const add = (figure: Figure, sign: 1 | -1): void => {
    const name = JSON.stringify([figure.figure, figure.key, figure.currency]);
    added.set(name, { ...figure, value: (added.get(name)?.value ?? 0) + sign * figure.value });
  };
  for (const { before, after } of changes) {
    for (const figure of figuresOf(before)) add(figure, -1);
    for (const figure of figuresOf(after)) add(figure, 1);
  }
  return [...added.values()].filter(({ value }) => value !== 0);
};

const addFigures = async (
  transaction: Transaction<unknown>,
  table: Table,
  figures: readonly Figure[],
): Promise<void> => {
  const rowsOf = (
    list: readonly Omit<Figure, 'value'>[],
  ) => sql`json_to_recordset(${JSON.stringify(list)}::json)
    as row (figure text, key text, currency text, value numeric)`;
  const { rows: emptied } = await sql<Omit<Figure, 'value'>>`with added as (
      insert into ${table} as kept (figure, key, currency, value)
        select figure, key, currency, value from ${rowsOf(figures)}
        on conflict (figure, key, currency) do update set value = kept.value + excluded.value
        returning figure, key, currency, value
    ) select figure, key, currency from added where value = 0`.execute(transaction);
  if (emptied.length === 0) return;
  // Whether a sum that comes back to nothing has a row would else depend on what one batch adds.
  await sql`delete from ${table} as kept using ${rowsOf(emptied)}
    where (kept.figure, kept.key, kept.currency) = (row.figure, row.key, row.currency)`.execute(transaction);
};
