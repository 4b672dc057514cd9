import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { localServers } from '../../scripts/local-servers.ts';

/** The servers that a test file can ask for in its first line: `// needs: postgres rabbitmq redis`. */
export type ServerName = 'postgres' | 'rabbitmq' | 'redis';

interface Server {
  readonly url: URL;
  /** The first bytes of its protocol that make it answer without a login. */
  readonly greeting: Uint8Array;
  /** The characters that its answer can begin with. */
  readonly answers: string;
}

/** Where the tests look for each server, from the environment or the usual local port. */
export const servers: Readonly<Record<ServerName, Server>> = {
  postgres: {
    url: new URL(process.env.DATABASE_URL ?? localServers.DATABASE_URL),
    // SSLRequest: answered with S (yes), N (no) or E (an error) by every PostgreSQL.
    greeting: Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47),
    answers: 'SNE',
  },
  rabbitmq: {
    url: new URL(process.env.RABBITMQ_URL ?? localServers.RABBITMQ_URL),
    // The AMQP 0-9-1 header: answered with a method frame (1), or the header of another version.
    greeting: Buffer.from('AMQP\0\0\x09\x01', 'latin1'),
    answers: '\x01A',
  },
  redis: {
    url: new URL(process.env.REDIS_URL ?? localServers.REDIS_URL),
    greeting: Buffer.from('PING\r\n'),
    // PONG, or an error such as NOAUTH: both are a Redis that listens.
    answers: '+-',
  },
};

const defaultPorts: Readonly<Record<string, number>> = {
  'postgres:': 5432,
  'postgresql:': 5432,
  'amqp:': 5672,
  'amqps:': 5671,
  'redis:': 6379,
  'rediss:': 6379,
};

/** `host:port` of a server, for messages. */
export const addressOf = (name: ServerName): string => {
  const { hostname, port, protocol } = servers[name].url;
  return `${hostname}:${port || defaultPorts[protocol]}`;
};

/**
 * Whether the server answers in its own protocol within `timeoutMs` (default 3000). An open port is not enough:
 * something else may listen there, or a proxy whose server is down.
 */
export const isReachable = (name: ServerName, timeoutMs = 3_000): Promise<boolean> =>
  new Promise((resolve) => {
    const { url, greeting, answers } = servers[name];
    const target = {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port || defaultPorts[url.protocol]),
    };
    const encrypted = url.protocol === 'amqps:' || url.protocol === 'rediss:';
    const socket = encrypted ? connectTls({ ...target, servername: target.host }) : connect(target);
    const finish = (reachable: boolean) => {
      socket.destroy();
      resolve(reachable);
    };
    socket.setTimeout(timeoutMs, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
    socket.once('data', (bytes) => finish(answers.includes(bytes.toString('latin1', 0, 1))));
    socket.once(encrypted ? 'secureConnect' : 'connect', () => socket.write(greeting));
  });
