import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { startServer } from './start-server.ts';

/** A promise that is resolved from outside. */
const gate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};

describe('a server that closes', () => {
  it('finishes the request in hand, begins no other and keeps no connection', async () => {
    const [inHand, finish, closing] = [gate(), gate(), gate()];
    const begun: string[] = [];
    const { server, port } = await startServer((routes) => {
      routes.addHook('preClose', async () => closing.open());
      routes.get<{ Params: { name: string } }>('/slow/:name', async (request) => {
        begun.push(request.params.name);
        inHand.open();
        await finish.opened;
        return { done: true };
      });
    });
    const socket = connect(port, '127.0.0.1');
    let answers = '';
    socket.on('data', (data) => {
      answers += data;
    });
    socket.write('GET /slow/first HTTP/1.1\r\nHost: x\r\n\r\n');
    await inHand.opened;
    const closed = server.close();
    await closing.opened;
    socket.write('GET /slow/second HTTP/1.1\r\nHost: x\r\n\r\n');
    await assert.rejects(once(connect(port, '127.0.0.1'), 'end'), /ECONNREFUSED|ECONNRESET/);
    finish.open();
    await once(socket, 'end');
    await closed;
    assert.match(answers, /^HTTP\/1\.1 200 .*connection: close.*\{"done":true\}$/is);
    assert.deepEqual(begun, ['first']);
  });

  it('tells who waits how it is now, and who is not answered in time to ask again', async () => {
    const [waits, hangs] = [gate(), gate()];
    const { server, url } = await startServer((routes) => {
      routes.get('/waits', async (request) => {
        const over = once(request.gone, 'abort');
        waits.open();
        await over;
        return { state: 'as it is' };
      });
      routes.get('/hangs', () => {
        hangs.open();
        return new Promise(() => {});
      });
    });
    const answers = ['waits', 'hangs'].map((path) => fetch(`${url}/${path}`));
    await Promise.all([waits.opened, hangs.opened]);
    await server.close();
    const [waited, hung] = await Promise.all(answers);
    assert.deepEqual(await waited?.json(), { state: 'as it is' });
    assert.deepEqual([hung?.status, hung?.headers.has('retry-after')], [503, true]);
  });

  it('tells who asks only afterwards that the request is over', async () => {
    const [entered, told] = [gate(), gate()];
    let isOver = false;
    const { server, port } = await startServer((routes) => {
      routes.get('/left', async (request, reply) => {
        const left = once(reply.raw, 'close');
        entered.open();
        await left;
        isOver = request.gone.aborted;
        told.open();
      });
    });
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /left HTTP/1.1\r\nHost: x\r\n\r\n');
    await entered.opened;
    socket.destroy();
    await told.opened;
    assert.equal(isOver, true);
    await server.close();
  });

  it('does not wait for connections that never sent a request', async () => {
    const { server, port } = await startServer(() => {});
    const accepted = once(server.server, 'connection');
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    await accepted;
    const ended = once(socket, 'close');
    await server.close();
    await ended;
  });
});
