import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createMetrics, createRegistry } from '../../../runtime/telemetry/metrics.ts';
import { echoRoute, type StartedServer, startServer } from './start-server.ts';

describe('the calls for operators', () => {
  let started: StartedServer;
  let readiness = async (): Promise<Record<string, boolean>> => ({});
  before(async () => {
    started = await startServer(echoRoute, { readiness: () => readiness() });
  });
  after(() => started.server.close());
  const get = async (path: string) => {
    const answer = await fetch(`${started.url}${path}`);
    return {
      status: answer.status,
      type: answer.headers.get('content-type') ?? '',
      text: await answer.text(),
    };
  };

  it('say that the process lives', async () => {
    const { status, text } = await get('/health/live');
    assert.deepEqual([status, JSON.parse(text)], [200, { live: true }]);
  });

  it('say whether it is ready, check by check', async () => {
    for (const [checks, expected] of [
      [{ database: true, broker: true }, 200],
      [{ database: true, broker: false }, 503],
    ] as const) {
      readiness = async () => checks;
      const { status, text } = await get('/health/ready');
      assert.deepEqual([status, JSON.parse(text)], [expected, { ready: expected === 200, checks }]);
    }
    readiness = async () => assert.fail('broken check');
    assert.equal((await get('/health/ready')).status, 503);
  });

  it('give the figures of Node and of the services', async () => {
    const { status, type, text } = await get('/metrics');
    assert.equal(status, 200);
    assert.match(type, /^text\/plain/);
    assert.match(text, /^process_cpu_seconds_total /m);
  });

  it('describe the API in OpenAPI 3.1 from the schemas that validate', async () => {
    const description = JSON.parse((await get('/openapi.json')).text);
    assert.equal(description.openapi, '3.1.0');
    assert.deepEqual(description.info, { title: 'Test', version: '1.2.3' });
    const { post } = description.paths['/things/{id}'];
    const body = post.requestBody.content['application/json'].schema;
    assert.equal(body.additionalProperties, false);
    assert.equal(body.properties.lines.maxItems, 100);
    assert.deepEqual(
      post.parameters.map((one: { name: string }) => one.name),
      ['limit', 'deep', 'text', 'id'],
    );
    assert.ok(post.responses.default.content['application/problem+json'].schema.properties.code);
    assert.ok(description.paths['/health/ready'].get.responses['503']);
  });

  it('show the description to people', async () => {
    const { status, type } = await get('/docs/');
    assert.deepEqual([status, type.split(';')[0]], [200, 'text/html']);
  });
});

describe('metrics', () => {
  it('tell the services of one process apart by a label', async () => {
    const registry = createRegistry();
    const order = createMetrics(registry, 'order');
    const payment = createMetrics(registry, 'payment');
    order.actorStep('order', 'accepted', 2);
    order.actorStep('order', 'accepted');
    payment.actorStep('payment', 'duplicate');
    order.batchSize(3);
    order.sagaDuration('confirmed', 0.2);
    payment.outboxOldestAge(1.5);
    const text = await registry.metrics();
    assert.ok(text.includes('actor_steps_total{service="order",category="order",outcome="accepted"} 3'));
    assert.ok(text.includes('actor_steps_total{service="payment",category="payment",outcome="duplicate"} 1'));
    assert.ok(text.includes('batch_size_bucket{le="5",service="order"} 1'));
    assert.ok(text.includes('saga_duration_seconds_count{service="order",outcome="confirmed"} 1'));
    assert.ok(text.includes('outbox_oldest_age_seconds{service="payment"} 1.5'));
  });
});
