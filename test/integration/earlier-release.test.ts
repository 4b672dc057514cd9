// needs: postgres
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Migration, sql } from 'kysely';
import { systemClock } from '../../runtime/clock.ts';
import { type Database, openPostgres, ping } from '../../runtime/store/database.ts';
import { databaseFault } from '../../runtime/store/database-fault.ts';
import { releaseName } from '../../runtime/store/earlier-releases.ts';
import { migrate, migrateWhenReachable } from '../../runtime/store/migrate.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const earlier: Readonly<Record<string, Migration>> = {
  '0001-things': {
    up: async (database) => {
      await sql`create table things (id integer)`.execute(database);
    },
  },
};
const later: Readonly<Record<string, Migration>> = {
  ...earlier,
  '0002-names': {
    up: async (database) => {
      await sql`alter table things add column name text`.execute(database);
    },
  },
};
const thing = (database: Database) => sql`select * from things where id = ${1}`.execute(database);

describe('a release that changes the schema', { timeout: 60_000 }, () => {
  let server: TestDatabase;
  const pools: Database[] = [];
  const open = (migrations: Readonly<Record<string, Migration>>): Database => {
    const pool = openPostgres(server.url, 1, () => {}, { name: releaseName(migrations) });
    pools.push(pool);
    return pool;
  };
  before(async () => {
    server = await createTestDatabase();
  });
  after(async () => {
    await Promise.all(pools.map((pool) => pool.destroy()));
    await server.drop();
  });

  test('waits until no process of an earlier one is connected, and changes nothing before', async () => {
    const [old, other, coming] = [open(earlier), open(earlier), open(later)];
    await migrate(old, earlier);
    await ping(other);
    await assert.rejects(migrate(coming, later), { code: 'database/earlier-release' });
    await thing(old);
    const told: string[] = [];
    await migrateWhenReachable(coming, later, systemClock, (fault) => {
      told.push(String(fault));
      void Promise.all([old.destroy(), other.destroy()]);
    });
    assert.match(told[0] ?? '', /2 connections are those of an earlier release/);
    await sql`select name from things`.execute(coming);
  });

  test('waits for none where the schema is as it should be', async () => {
    await ping(open(earlier));
    const present = open(later);
    await migrate(present, later);
    await migrate(open(later), later);
  });

  test('fails a statement that was prepared before as one that works at its next attempt', async () => {
    const prepared = open(later);
    await thing(prepared);
    await sql`alter table things add column colour text`.execute(prepared);
    const fault = await thing(prepared).catch((error: unknown) => error);
    assert.match(String(fault), /cached plan must not change result type/);
    assert.equal(databaseFault(fault), 'transient');
    await thing(prepared);
  });
});
