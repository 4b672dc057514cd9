import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy whose connections a test can break without touching the server behind it. */
export interface TcpProxy {
  readonly port: number;
  /** Breaks every connection and refuses new ones until `restore`. */
  cut(): void;
  /** Keeps every connection and takes new ones, and passes nothing on for good: the server does not answer. */
  freeze(): void;
  restore(): void;
  /** Sends `bytes` on every connection, as if the other side had. */
  inject(towards: 'client' | 'server', bytes: Buffer): void;
  close(): Promise<void>;
}

/** Listens on a free port of the loopback interface and forwards to `port` at `host`. */
export const startTcpProxy = async (host: string, port: number): Promise<TcpProxy> => {
  const pairs = new Set<{ readonly client: Socket; readonly server: Socket }>();
  let refusing = false;
  let frozen = false;
  const listener = createServer((client) => {
    if (refusing) {
      client.destroy();
      return;
    }
    const server = connect({ host, port, noDelay: true });
    client.setNoDelay(true);
    const pair = { client, server };
    pairs.add(pair);
    if (!frozen) client.pipe(server).pipe(client);
    for (const socket of [client, server]) {
      socket.on('error', () => {});
      socket.on('close', () => {
        pairs.delete(pair);
        client.destroy();
        server.destroy();
      });
    }
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');

  const breakAll = () => {
    for (const { client } of pairs) client.destroy();
  };
  return {
    port: address.port,
    cut: () => {
      refusing = true;
      breakAll();
    },
    freeze: () => {
      frozen = true;
      for (const { client, server } of pairs) {
        client.unpipe(server).pause();
        server.unpipe(client).pause();
      }
    },
    restore: () => {
      refusing = false;
    },
    inject: (towards, bytes) => {
      for (const pair of pairs) pair[towards].write(bytes);
    },
    close: async () => {
      breakAll();
      listener.close();
      await once(listener, 'close');
    },
  };
};
