import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from 'amqplib';
import { rabbitMqFolder } from './find-programs.ts';
import type { GuardedFolder } from './guarded-folder.ts';
import { freePort, type OwnServer, ownServer } from './own-server.ts';

/** A RabbitMQ node of a test's own, and what its operator can do to it. */
export interface OwnRabbitMq extends OwnServer {
  /** Stops the broker and leaves the Erlang node running, which is faster than a restart. */
  stopApp(): Promise<void>;
  startApp(): Promise<void>;
  closeConnections(): Promise<void>;
  /** Makes the server close every channel because of an error on it, and leave the connections alone. */
  closeChannels(): Promise<void>;
  /** A real memory alarm: whoever publishes is blocked. `false` ends it. */
  memoryAlarm(on: boolean): Promise<void>;
}

const run = promisify(execFile);
/** What channels are told to do in the name of their clients: ask for an exchange that does not exist. */
const askForNothing = `{'exchange.declare', 0, <<"none">>, <<"direct">>, true, false, false, false, false, []}`;

/** Lays out its folders. It is not started yet. */
export const createOwnRabbitMq = async (folder: GuardedFolder): Promise<OwnRabbitMq> => {
  const programs = rabbitMqFolder();
  const home = join(folder.path, 'rabbitmq');
  mkdirSync(home);
  const port = await freePort();
  const files = {
    RABBITMQ_CONF_ENV_FILE: join(home, 'rabbitmq-env.conf'),
    RABBITMQ_CONFIG_FILE: join(home, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(home, 'enabled_plugins'),
  };
  writeFileSync(files.RABBITMQ_CONF_ENV_FILE, '');
  writeFileSync(files.RABBITMQ_CONFIG_FILE, 'disk_free_limit.absolute = 1MB\nlog.file.level = warning\n');
  writeFileSync(files.RABBITMQ_ENABLED_PLUGINS_FILE, '[].\n');
  const environment = {
    ...files,
    HOME: home,
    RABBITMQ_NODENAME: `orders-${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(await freePort()),
    RABBITMQ_MNESIA_BASE: join(home, 'data'),
    RABBITMQ_LOG_BASE: join(home, 'log'),
    RABBITMQ_PID_FILE: join(home, 'pid'),
    ERL_FLAGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    // The script then becomes the server, instead of staying in front of it with a process id of its own.
    RABBITMQ_ALLOW_INPUT: '1',
    RABBITMQ_SERVER_START_ARGS: '-noinput',
  };
  const url = `amqp://guest:guest@127.0.0.1:${port}`;

  const control = async (...words: readonly string[]): Promise<void> => {
    const env = { ...environment, PATH: process.env.PATH ?? '' };
    await run(join(programs, 'rabbitmqctl'), [...words], { env, cwd: home });
  };
  const answers = async (): Promise<boolean> => {
    const connection = await connect(url, { timeout: 2_000 }).catch(() => undefined);
    // One that is closed in the same moment breaks before it can be closed.
    connection?.on('error', () => {});
    await connection?.close().catch(() => {});
    return connection !== undefined;
  };
  return {
    ...ownServer(folder, {
      name: 'rabbitmq',
      url,
      file: join(programs, 'rabbitmq-server'),
      arguments: [],
      environment,
      stopSignal: 'SIGTERM',
      guardSignal: 'KILL',
      answers,
    }),
    stopApp: () => control('stop_app'),
    startApp: () => control('start_app'),
    closeConnections: () => control('close_all_connections', 'a test asks for it'),
    closeChannels: () =>
      control('eval', `[rabbit_channel:do(Channel, ${askForNothing}) || Channel <- rabbit_channel:list()].`),
    memoryAlarm: (on) => control('set_vm_memory_high_watermark', on ? '0.000001' : '0.4'),
  };
};
