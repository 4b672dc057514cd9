import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import type { EmbeddedSystem } from '../support/embedded-system.ts';
import { runCli } from '../support/run-cli.ts';

/** Operations of the whole system, which asks for the token of an operator. It begins with a system that is stopped. */
export const describeOperators = (get: () => EmbeddedSystem): void => {
  describe('its operations', () => {
    before(() => get().start({ OPERATOR_TOKENS: 'ada:adas-secret' }));
    const call = (method: string, path: string, token?: string) =>
      fetch(`${get().url()}${path}`, {
        method,
        ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
      });

    it('are refused to strangers, every call that OpenAPI names as one', async () => {
      const described: { paths: Record<string, Record<string, { security?: object[] }>> } = JSON.parse(
        await (await call('GET', '/openapi.json')).text(),
      );
      const operations = Object.entries(described.paths).flatMap(([path, methods]) =>
        Object.entries(methods).flatMap(([method, { security }]) =>
          security ? [[method.toUpperCase(), path.replace(/\{\w+\}/, randomUUID())] as const] : [],
        ),
      );
      assert.equal(operations.length, 21);
      const forOrders = ['ship', 'confirm-delivery', 'return', 'fulfil', 'resume'].map(
        (what) => ['POST', `/orders/${randomUUID()}/${what}`] as const,
      );
      for (const [method, path] of [...operations, ...forOrders]) {
        const { status, headers } = await call(method, path);
        assert.equal(status, 401, path);
        assert.match(headers.get('www-authenticate') ?? '', /^Bearer/);
      }
      for (const what of ['ship', 'confirm-delivery', 'fulfil', 'resume']) {
        const path = `/orders/${randomUUID()}/${what}`;
        assert.equal((await call('POST', path, 'adas-secret')).status, 404, path);
      }
    });

    it('span the five services', async () => {
      const environment = { ORDERS_URL: get().url(), OPERATOR_TOKEN: 'adas-secret' };
      const { code, out, err } = await runCli(['dead-letters', 'list'], environment);
      assert.deepEqual([code, out], [0, 'Nothing is held.\n'], err);
      for (const service of ['order', 'inventory', 'payment', 'notification', 'analytics']) {
        const shown = await runCli(['dead-letters', 'show', `${service}-1`], environment);
        assert.match(shown.err, /There is no held message/);
      }
    });
  });
};
