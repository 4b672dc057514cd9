import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { addStaticSite } from '../../../runtime/http/static-site.ts';
import { readJson, type StartedServer, startServer } from './start-server.ts';

describe('a site that is served', () => {
  let folder: string;
  let started: StartedServer;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'site-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><p>The page</p>');
    await writeFile(join(folder, 'assets', 'main-1a2b.js'), 'export {};');
    await writeFile(join(folder, '..', 'site-secret.txt'), 'secret');
    started = await startServer((server) => addStaticSite(server, { path: '/site', folder }));
  });
  after(async () => {
    await started.server.close();
    await rm(folder, { recursive: true });
    await rm(join(folder, '..', 'site-secret.txt'));
  });
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${started.url}${path}`, { headers });

  it('answers its page for every path that is no file, under a strict policy', async () => {
    for (const path of ['/site/', '/site/orders', '/site/orders/7?at=3', '/site']) {
      const answer = await get(path);
      assert.equal(await answer.text(), '<!doctype html><p>The page</p>', path);
      assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
      assert.equal(answer.headers.get('cache-control'), 'no-cache');
      assert.match(
        answer.headers.get('content-security-policy') ?? '',
        /default-src 'none'; script-src 'self'/,
      );
    }
  });

  it('lets assets be kept for ever, because their names change with them', async () => {
    const answer = await get('/site/assets/main-1a2b.js', { 'accept-encoding': 'identity' });
    assert.equal(await answer.text(), 'export {};');
    assert.match(answer.headers.get('cache-control') ?? '', /immutable/);
    assert.equal(answer.headers.get('content-type'), 'text/javascript; charset=utf-8');
    assert.equal(answer.headers.get('content-encoding'), null);
    const zipped = await get('/site/assets/main-1a2b.js', { 'accept-encoding': 'gzip' });
    assert.equal(zipped.headers.get('content-encoding'), 'gzip');
    assert.equal(await zipped.text(), 'export {};');
  });

  it('answers 304 to who has the page', async () => {
    const etag = (await get('/site/')).headers.get('etag') ?? '';
    assert.equal((await get('/site/orders', { 'if-none-match': etag })).status, 304);
  });

  it('knows no file but its own', async () => {
    for (const path of [
      '/site/assets/gone.js',
      '/site/..%2fsite-secret.txt',
      '/site/%2e%2e/site-secret.txt',
    ]) {
      const answer = await get(path);
      assert.equal(answer.status, 404, path);
      assert.match((await readJson(answer)).code ?? '', /site\/unknown-file|http\/no-such-route/);
    }
  });

  it('is empty where nothing was built', async () => {
    const empty = await startServer((server) =>
      addStaticSite(server, { path: '/site', folder: join(folder, 'no') }),
    );
    assert.equal((await fetch(`${empty.url}/site/`)).status, 404);
    await empty.server.close();
  });
});
