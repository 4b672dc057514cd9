import { addressOf, isReachable, type ServerName, servers } from '../../test/support/servers.ts';

/** Exits with 2 and a sentence when a server does not answer. */
export const requireServers = async (): Promise<void> => {
  const names = Object.keys(servers) as ServerName[];
  const answers = await Promise.all(names.map((name) => isReachable(name)));
  const missing = names
    .filter((_name, index) => !answers[index])
    .map((name) => `${name} at ${addressOf(name)}`);
  if (missing.length === 0) return;
  console.error(
    `The bench needs PostgreSQL, RabbitMQ and Redis. There is no answer from ${missing.join(', ')}.`,
  );
  process.exit(2);
};
