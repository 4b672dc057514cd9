import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { builtFrom, hashOfConsole } from '../../scripts/console-sources.ts';
import { readText, root } from '../support/source-files.ts';

const mostBytes = 250_000;
const page = readText('web/dist/index.html');
/** Scripts and modules that the page asks for by itself. */
const scripts = [...page.matchAll(/(?:src|href)="\/console\/(assets\/[^"]+\.js)"/g)].map(
  (match) => match[1] ?? '',
);

test('the console that is committed was built from these sources', () => {
  assert.equal(
    readFileSync(builtFrom, 'utf8').trim(),
    hashOfConsole(),
    'web/dist is old: npm run console:build',
  );
});

test(`the first view of the console takes less than ${mostBytes} bytes of compressed script`, () => {
  assert.ok(scripts.length > 0);
  const bytes = scripts.reduce(
    (sum, name) => sum + gzipSync(readFileSync(`${root}web/dist/${name}`)).length,
    0,
  );
  assert.ok(bytes < mostBytes, `${bytes} bytes`);
});

test('the screenshots show the console that is committed', () => {
  const taken = readText('docs/screenshots/taken-from.txt');
  assert.equal(
    taken,
    readFileSync(builtFrom, 'utf8'),
    'docs/screenshots are old: npm run console:screenshots',
  );
});

test('the console loads nothing from elsewhere', () => {
  const names = readdirSync(`${root}web/dist/assets`);
  const styles = names
    .filter((name) => name.endsWith('.css'))
    .map((name) => readText(`web/dist/assets/${name}`));
  assert.deepEqual([page, ...styles].join('').match(/https?:\/\/|@import|url\(/g), null);
});
