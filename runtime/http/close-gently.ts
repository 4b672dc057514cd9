import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Transient } from '../errors.ts';

/** While the server closes: finishes the requests in hand, refuses new ones, and keeps no connection open. */
export const closeGently = (server: FastifyInstance): void => {
  let closing = false;
  /** Each open connection and how many requests it has in hand. */
  const connections = new Map<Socket, number>();
  server.server.on('connection', (socket: Socket) => {
    if (closing) return socket.destroy();
    connections.set(socket, 0);
    return socket.once('close', () => connections.delete(socket));
  });
  const count = (socket: Socket, difference: number) => {
    const requests = connections.get(socket);
    if (requests !== undefined) connections.set(socket, requests + difference);
  };
  server.server.on('request', ({ socket }, response) => {
    count(socket, 1);
    response.once('close', () => count(socket, -1));
  });
  server.addHook('preClose', (done) => {
    closing = true;
    // Node itself spares a connection that has not sent anything yet, such as a browser opens in advance: closing
    // took 4 s with fetch as the client, until the client gave it up.
    for (const [socket, requests] of connections) if (requests === 0) socket.destroy();
    done();
  });
  server.addHook('onRequest', (_request, _reply, done) => {
    done(
      closing
        ? new Transient('http/closing', 'This process is closing: ask again, another one answers.')
        : undefined,
    );
  });
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done(null, payload);
  });
};
