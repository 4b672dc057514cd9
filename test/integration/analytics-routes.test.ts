import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Compile } from 'typebox/compile';
import { addAnalyticsRoutes } from '../../actors/analytics/analytics-routes.ts';
import { AnalyticsSummary } from '../../contracts/http/analytics-http.ts';
import { createMemoryCache } from '../../runtime/cache/memory-cache.ts';
import type { Database } from '../../runtime/store/database.ts';
import { businessDay } from '../support/business-day.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { newPGlite } from '../support/new-pglite.ts';
import { type RunningAnalytics, runAnalytics } from '../support/running-analytics.ts';
import { type StartedServer, startServer } from '../unit/http/start-server.ts';

const start = Date.UTC(2026, 0, 1, 9);
const check = Compile(AnalyticsSummary);
const parse = (json: string): AnalyticsSummary => check.Parse(JSON.parse(json));

describe('the routes of analytics', () => {
  const [first, ...others] = businessDay(start).events;
  const clock = createManualClock(start + 30 * 60_000);
  let database: Database;
  let running: RunningAnalytics;
  let http: StartedServer;
  before(async () => {
    database = await newPGlite();
    running = await runAnalytics(database);
    http = await startServer(
      (server) => addAnalyticsRoutes(server, { database, clock }, createMemoryCache(clock)),
      { clock },
    );
  });
  after(async () => {
    await http.server.close();
    assert.equal(clock.waiting(), 0, 'no timer is left behind');
    await running.close();
    await database.destroy();
  });
  const getSummary = async () => {
    const answer = await fetch(`${http.url}/analytics/summary`);
    assert.equal(answer.status, 200);
    return parse(await answer.text());
  };
  const tell = async (events: Parameters<RunningAnalytics['tell']>[0]) => {
    await running.tell(events);
    await running.caughtUp();
  };

  test('a summary is at most a second old', async () => {
    assert.equal((await getSummary()).orders.placed, 0);
    assert.ok(first);
    await tell([first]);
    assert.equal((await getSummary()).orders.placed, 0);
    clock.advance(1000);
    assert.equal((await getSummary()).orders.placed, 1);
  });

  test('a stream begins with a summary and sends the next when the figures have changed', async () => {
    const answer = await fetch(`${http.url}/analytics/stream`, { headers: { 'last-event-id': 'old' } });
    assert.equal(answer.headers.get('content-type'), 'text/event-stream');
    const chunks = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const summaries = async (count: number): Promise<AnalyticsSummary[]> => {
      for (;;) {
        const found = [...text.matchAll(/event: summary\ndata: (.+)\n\n/g)].map(([, json = '']) =>
          parse(json),
        );
        if (found.length >= count) return found;
        const chunk = await chunks?.read();
        assert.ok(chunk?.value !== undefined, `the stream ended after ${text}`);
        text += chunk.value;
      }
    };
    assert.deepEqual(
      (await summaries(1)).map(({ orders }) => orders.placed),
      [1],
    );
    await tell(others);
    clock.advance(1000);
    assert.deepEqual(
      (await summaries(2)).map(({ orders }) => orders.fulfilled),
      [0, 1],
    );
    await chunks?.cancel();
  });

  test('both are described', async () => {
    const paths = Object(JSON.parse(await (await fetch(`${http.url}/openapi.json`)).text())).paths;
    assert.ok(paths['/analytics/summary'].get.responses[200].content['application/json'].schema);
    assert.ok(paths['/analytics/stream'].get.responses[200].content['text/event-stream']);
  });
});
