import pg from 'pg';

/** Takes every connection that the server at `url` allows, also those that the services had. The result gives them back. */
export const takeConnections = async (url: string): Promise<() => Promise<void>> => {
  const held: pg.Client[] = [];
  const open = async (): Promise<boolean> => {
    const client = new pg.Client({ connectionString: url, application_name: 'taken' });
    client.on('error', () => {});
    try {
      await client.connect();
    } catch {
      return false;
    }
    held.push(client);
    return true;
  };
  const takeRest = async (): Promise<void> => {
    while (await open());
  };
  await takeRest();
  const [first] = held;
  if (!first) throw new Error('not a single connection was to be had');
  // They come back in the moment in which they are ended: the race is run until it is won.
  for (;;) {
    const { rowCount } = await first.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where backend_type = 'client backend' and application_name <> 'taken'`);
    if (rowCount === 0) break;
    await takeRest();
  }
  return async () => {
    await Promise.all(held.map((client) => client.end()));
  };
};
