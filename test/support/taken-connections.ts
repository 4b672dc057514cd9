import pg from 'pg';

/**
 * Takes every connection that the server at `url` allows, also those that the services had, as its superuser. The
 * result gives them back.
 */
export const takeConnections = async (url: string): Promise<() => Promise<void>> => {
  const held: pg.Client[] = [];
  const take = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url, application_name: 'taken' });
    client.on('error', () => {});
    try {
      await client.connect();
      held.push(client);
    } catch {
      // Another was faster.
    }
  };
  await take();
  const [first] = held;
  if (!first) throw new Error('not a single connection was to be had');
  const { rows } = await first.query<{ allowed: number }>(
    "select current_setting('max_connections')::int as allowed",
  );
  const allowed = rows[0]?.allowed ?? 0;
  // Who is ended comes back at once: the race is run until it is won, and all at once, since one after the other lost
  // it for two minutes on a slow machine. That nobody else is seen does not win it: who still logs in is not seen.
  while (held.length < allowed) {
    await first.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where backend_type = 'client backend' and application_name <> 'taken'`);
    await Promise.all(Array.from({ length: allowed - held.length }, take));
  }
  return async () => {
    await Promise.all(held.map((client) => client.end()));
  };
};
