import { once } from 'node:events';
import { createServer } from 'node:http';
import { Failure } from './failure.ts';
import type { InspectionEvent } from './inspection-event.ts';
import { inspectorPage } from './inspector-page.ts';

/** Gives inspection events to whoever connects. */
export interface Inspector {
  /** Of the page that shows them. */
  readonly url: string;
  /** Those who come later are given it too. */
  send(event: InspectionEvent): void;
  close(): Promise<void>;
}

const here = '127.0.0.1';

/**
 * Serves the WebSocket that `createWebSocketReceiver` of `@statelyai/inspect` connects to, and a page that passes it on
 * to Stately's inspector. Only this computer reaches it.
 * @throws Failure when the port is taken.
 */
export const startInspector = async (port: number): Promise<Inspector> => {
  // Only this command needs it, and no other should load it.
  const { WebSocket, WebSocketServer } = await import('ws');
  const told: string[] = [];
  const http = createServer((request, response) => {
    const found = request.url === '/';
    response.writeHead(found ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
    response.end(found ? inspectorPage : '');
  });
  http.listen(port, here);
  await once(http, 'listening').catch((error) => {
    throw new Failure(
      `Port ${port} cannot be listened on (${error.code}). Give another --port, or 0 for any.`,
    );
  });
  const { port: taken }: { port?: number } = Object(http.address());
  // Any page may open a WebSocket to this computer; only ours is given what the order holds.
  const own = [here, 'localhost'].map((name) => `http://${name}:${taken}`);
  const sockets = new WebSocketServer({
    server: http,
    verifyClient: ({ origin }: { origin?: string }) => origin === undefined || own.includes(origin),
  });
  sockets.on('connection', (socket) => {
    socket.on('error', () => socket.terminate());
    for (const text of told) socket.send(text);
  });
  return {
    url: `http://${here}:${taken}`,
    send: (event) => {
      const text = JSON.stringify(event);
      told.push(text);
      for (const socket of sockets.clients) if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      http.close();
      http.closeAllConnections();
      await once(http, 'close');
    },
  };
};
