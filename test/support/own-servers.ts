import { postgresFolder, rabbitMqFolder, redisFolder } from './find-programs.ts';
import { makeGuardedFolder } from './guarded-folder.ts';
import { createOwnPostgres, type OwnPostgres } from './own-postgres.ts';
import { createOwnRabbitMq, type OwnRabbitMq } from './own-rabbitmq.ts';
import { createOwnRedis, type OwnRedis } from './own-redis.ts';

/** The three servers, started from the installed programs on free ports: they can be stopped and killed. */
export interface OwnServers {
  readonly postgres: OwnPostgres;
  readonly rabbitmq: OwnRabbitMq;
  readonly redis: OwnRedis;
  /** Ends what runs of them and removes their folder. */
  remove(): Promise<void>;
}

/** Starts them all; resolves when they answer. @throws MissingProgram when one is not installed */
export const startOwnServers = async (): Promise<OwnServers> => {
  // Said before anything is started.
  for (const find of [postgresFolder, rabbitMqFolder, redisFolder]) find();
  const folder = makeGuardedFolder('own-servers');
  try {
    const postgres = await createOwnPostgres(folder);
    const rabbitmq = await createOwnRabbitMq(folder);
    const redis = await createOwnRedis(folder);
    await Promise.all([postgres, rabbitmq, redis].map((server) => server.start()));
    const remove = async () => {
      // A kill is enough, nothing of it is kept; PostgreSQL is stopped, so that its shared memory goes too.
      await Promise.allSettled([rabbitmq.kill(), redis.kill(), postgres.stop()]);
      await folder.remove();
    };
    return { postgres, rabbitmq, redis, remove };
  } catch (error) {
    await folder.remove();
    throw error;
  }
};
