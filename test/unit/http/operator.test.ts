import assert from 'node:assert/strict';
import { request } from 'node:http';
import { describe, it } from 'node:test';
import { admitOperators, type OperatorAdmission, requireOperator } from '../../../runtime/http/operator.ts';
import { startServer } from './start-server.ts';

/** Calls an operation and resolves with status, code and the operator's name. */
const operate = async (
  admission: OperatorAdmission | undefined,
  headers: Readonly<Record<string, string>> = {},
) => {
  const { server, port } = await startServer((http) => {
    if (admission) admitOperators(http, admission);
    http.post('/operation', { onRequest: requireOperator }, ({ operator }) => ({ operator }));
  });
  try {
    return await new Promise<{
      status: number;
      body: Record<string, unknown>;
      challenge: string | undefined;
    }>((resolve, reject) => {
      // Not fetch: it does not let the caller choose Host and Origin.
      const sent = request(
        { port, host: '127.0.0.1', method: 'POST', path: '/operation', headers },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          });
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              body: JSON.parse(text),
              challenge: answer.headers['www-authenticate'],
            }),
          );
        },
      );
      sent.on('error', reject).end();
    });
  } finally {
    await server.close();
  }
};

const operatorTokens = new Map([
  ['adas-secret', 'ada'],
  ['bobs-secret', 'bob'],
]);
const open = { operatorTokens: undefined, host: '127.0.0.1' };

describe('an operation', () => {
  it('knows its operator by the token', async () => {
    const authorization = 'Bearer bobs-secret';
    for (const host of ['127.0.0.1', '0.0.0.0']) {
      const { status, body } = await operate({ operatorTokens, host }, { authorization });
      assert.deepEqual([status, body], [200, { operator: 'bob' }]);
    }
  });

  for (const authorization of [
    '',
    'Bearer',
    'Bearer bobs-secre',
    'Bearer bobs-secret2',
    'Basic bobs-secret',
    'bob',
  ])
    it(`refuses "${authorization}" and asks for a token, on loopback too`, async () => {
      const { status, body, challenge } = await operate(
        { operatorTokens, host: '127.0.0.1' },
        authorization === '' ? {} : { authorization },
      );
      assert.deepEqual([status, body.code], [401, 'operator/unauthorized']);
      assert.match(challenge ?? '', /^Bearer /);
    });

  it('is open to this computer when no tokens are set and it listens on loopback', async () => {
    for (const host of ['127.0.0.1', 'localhost', '::1', '127.0.1.1'])
      assert.deepEqual((await operate({ ...open, host })).body, { operator: 'local' });
  });

  it('is closed when no tokens are set and it listens to others, and says what to set', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.5', '127.0.0.1.example.org']) {
      const { status, body } = await operate({ ...open, host });
      assert.deepEqual([status, body.code], [403, 'operator/not-configured']);
      assert.match(String(body.detail), /OPERATOR_TOKENS/);
    }
  });

  it('is closed to pages of other sites and to what a proxy passes on', async () => {
    for (const headers of [
      { host: 'rebound.example.org' },
      { origin: 'https://elsewhere.example.org' },
      { origin: 'null' },
    ])
      assert.equal((await operate(open, headers)).body.code, 'operator/not-configured');
    assert.equal((await operate(open, { origin: 'http://localhost:5173' })).status, 200);
  });

  it('is closed on a server that nobody told who may operate it', async () => {
    assert.equal((await operate(undefined)).status, 403);
  });
});
