import assert from 'node:assert/strict';
import { test } from 'node:test';
import Type from 'typebox';
import { CursorId, CursorTime, createCursor } from '../../../runtime/http/cursor.ts';

const cursor = createCursor(Type.Object({ at: CursorTime, id: CursorId }));
const refused = (key: unknown) =>
  assert.throws(() => cursor.decode(Buffer.from(JSON.stringify(key)).toString('base64url')), {
    code: 'http/invalid-cursor',
  });
const at = new Date(Date.UTC(2026, 1, 28)).toISOString();

test('a time and a number that a page gave are taken back', () => {
  const key = { at, id: Number.MAX_SAFE_INTEGER };
  assert.deepEqual(cursor.decode(cursor.encode(key)), key);
});

test('a time that PostgreSQL does not know is no cursor', () => {
  const times = ['0000-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000+23:59', '2026-02-30T00:00:00.000Z'];
  for (const time of times) refused({ at: time, id: 1 });
});

test('a number that is no bigint is no cursor', () => {
  for (const id of [2 ** 63, 1e300, 0, 1.5]) refused({ at, id });
});
