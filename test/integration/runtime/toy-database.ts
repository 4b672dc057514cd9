import { sql } from 'kysely';
import type { Database } from '../../../runtime/store/database.ts';
import { waitFor } from '../../support/wait-for.ts';

/** An empty database of a test's own. */
export interface OpenedDatabase {
  readonly database: Database;
  close(): Promise<void>;
}

/** How a contract suite gets its database. */
export type OpenDatabase = () => Promise<OpenedDatabase>;

/** Empties the tables of the toys' service. */
export const clearToys = async (database: Database): Promise<void> => {
  const names = [
    'actors',
    'events',
    'outbox',
    'inbox',
    'timers',
    'activities',
    'checkpoints',
    'held_messages',
    'state_counts',
  ];
  const tables = sql.join(names.map((name) => sql.table(`order.${name}`)));
  await sql`truncate ${tables}`.execute(database);
};

/** The rows of one table of the toys' service, in the order of `column`. */
export const rowsOf = async <Row>(
  database: Database,
  name: string,
  column: string,
): Promise<readonly Row[]> => {
  const { rows } = await sql<Row>`
    select * from ${sql.table(`order.${name}`)} order by ${sql.ref(column)}`.execute(database);
  return rows;
};

/** How many rows a table of the toys' service has. */
export const countOf = async (database: Database, name: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from ${sql.table(`order.${name}`)}`.execute(database);
  return rows[0]?.count ?? 0;
};

/** A row of the held messages. */
export interface HeldRow {
  readonly id: number;
  readonly state: string;
  readonly kind: string;
  readonly stream_id: string | null;
  readonly message_id: string | null;
  readonly type: string | null;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array;
  readonly correlation_id: string | null;
  readonly attempts: number;
  readonly due_at: Date;
  readonly error_code: string;
  readonly error_stack: string | null;
  readonly first_seen_at: Date;
  readonly last_seen_at: Date;
  /** Who wrote it last, as the log names it. */
  readonly transaction: string;
}

/** What the toys' service holds, in order. */
export const heldRows = async (database: Database): Promise<readonly HeldRow[]> => {
  const { rows } = await sql<HeldRow>`
    select *, xmin::text as transaction from ${sql.table('order.held_messages')} order by id`.execute(
    database,
  );
  return rows;
};

/** Resolves when nothing is held any more. */
export const nothingHeld = (database: Database) =>
  waitFor('nothing held', async () => (await countOf(database, 'held_messages')) === 0);
