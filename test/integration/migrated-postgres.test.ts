// needs: postgres
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { type Database, openPostgres } from '../../runtime/store/database.ts';
import { migratedPostgres } from '../support/migrated-postgres.ts';

/** Has a database until `act` ends; resolves with its address. */
const having = async (act: (database: Database) => Promise<unknown>): Promise<string> => {
  const { url, drop } = await migratedPostgres();
  const database = openPostgres(url, 1, () => {});
  try {
    await act(database);
  } finally {
    await database.destroy();
    await drop();
  }
  return url;
};
const checkpoints = sql.table('order.checkpoints');

test('a database that was given back comes again without a row', async () => {
  const written = await having((database) =>
    sql`insert into ${checkpoints} (projection, transaction_id, position) values ('toys', '1', 1)`.execute(
      database,
    ),
  );
  const next = await having(async (database) => {
    const { rows } = await sql`select projection from ${checkpoints}`.execute(database);
    assert.deepEqual(rows, []);
  });
  assert.equal(next, written);
});

test('a database with other tables than those that were migrated does not come again', async () => {
  const changed = await having((database) => sql`create table toys (id integer)`.execute(database));
  assert.notEqual(await having(async () => {}), changed);
});
