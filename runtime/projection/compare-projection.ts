import { type RawBuilder, sql } from 'kysely';
import type { Database, Transaction } from '../store/database.ts';
import { type FillProgress, fillCopy } from './fill-copy.ts';
import type { ReadModel } from './read-model.ts';
import { catchUp, dropCopy } from './rebuild-projection.ts';

/** A row that only one of the two has. */
export interface RowDifference {
  readonly table: string;
  readonly onlyIn: 'live' | 'rebuilt';
  readonly row: unknown;
}

/** How far a comparison is, and at its end what it found. */
export interface ComparisonProgress extends FillProgress {
  /** Undefined until they were compared; `rows` is how many differ, of which some are told. */
  readonly found?: { readonly rows: number; readonly differences: readonly RowDifference[] };
}

const toldAtMost = 100;

/**
 * Goes on comparing a read model with one that is filled from the first event: fills a copy beside it and, when that
 * has caught up, compares them at the same place in the log and removes the copy. The read model is read meanwhile, and
 * kept up to date but for the moment of the comparison.
 */
export const compareProjection = async (
  database: Database,
  live: ReadModel,
  isOver: () => boolean,
): Promise<ComparisonProgress> => {
  const progress = await fillCopy(database, live, 'verify', isOver);
  if (!progress.caughtUp) return progress;
  const found = await database.transaction().execute(async (transaction) => {
    const copy = await catchUp(transaction, live, 'verify');
    const sides = live.projection.tables.flatMap((name) => [
      { table: name, onlyIn: 'live' as const, of: live.table(name), without: copy.table(name) },
      { table: name, onlyIn: 'rebuilt' as const, of: copy.table(name), without: live.table(name) },
    ]);
    const differences: RowDifference[] = [];
    let rows = 0;
    for (const { table, onlyIn, of, without } of sides) {
      const lonely = await rowsOnlyIn(transaction, of, without);
      rows += lonely[0]?.count ?? 0;
      differences.push(...lonely.map(({ row }) => ({ table, onlyIn, row })));
    }
    await dropCopy(transaction, live, 'verify');
    return { rows, differences };
  });
  return { ...progress, found };
};

const rowsOnlyIn = async (
  transaction: Transaction<unknown>,
  of: RawBuilder<unknown>,
  without: RawBuilder<unknown>,
): Promise<readonly { readonly count: number; readonly row: unknown }[]> => {
  const { rows } = await sql<{ count: number; row: unknown }>`
    select count(*) over () as count, to_jsonb(lonely) as row
      from (select * from ${of} except all select * from ${without}) as lonely limit ${toldAtMost}`.execute(
    transaction,
  );
  return rows;
};
