import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { servers } from './servers.ts';

/** A database of a test's own on the PostgreSQL server. */
export interface TestDatabase {
  readonly url: string;
  /** Ends whatever is still connected to it, and removes it. */
  drop(): Promise<void>;
}

const administrate = async (server: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/** Creates an empty database with a name that nobody else has. `server`: the URL of another server than the usual. */
export const createTestDatabase = async (server = servers.postgres.url.href): Promise<TestDatabase> => {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administrate(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administrate(server, `drop database ${name} with (force)`) };
};
