/** Where the servers are when nobody says otherwise: their usual local ports with their usual first accounts. */
export const localServers = {
  DATABASE_URL: 'postgres://postgres:postgres@127.0.0.1:5432/postgres',
  RABBITMQ_URL: 'amqp://guest:guest@127.0.0.1:5672',
  REDIS_URL: 'redis://127.0.0.1:6379',
} as const;
