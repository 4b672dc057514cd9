import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Type from 'typebox';
import { Poison } from '../../../runtime/errors.ts';
import { createCursor } from '../../../runtime/http/cursor.ts';
import { idempotencyKey } from '../../../runtime/http/idempotency-key.ts';
import { preferWait } from '../../../runtime/http/prefer-wait.ts';
import { lastEventId } from '../../../runtime/http/server-sent-events.ts';

const refusedAs = (code: string) => (error: unknown) => error instanceof Poison && error.code === code;

describe('Prefer: wait', () => {
  const wait = (prefer?: string) => {
    const applied: string[] = [];
    const seconds = preferWait(
      { headers: prefer === undefined ? {} : { prefer } },
      { header: (_name, value) => applied.push(value) },
    );
    return { seconds, applied };
  };
  for (const [prefer, seconds] of [
    ['wait=5', 5],
    ['respond-async, wait=7', 7],
    ['Wait = "9"; strict', 9],
    ['wait=3, wait=8', 3],
    ['wait=31', 30],
    ['wait=0', 0],
  ] as const) {
    it(`waits ${seconds} s for ${prefer} and says so`, () => {
      assert.deepEqual(wait(prefer), { seconds, applied: [`wait=${seconds}`] });
    });
  }
  for (const prefer of [
    undefined,
    '',
    'wait',
    'wait=soon',
    'wait=-1',
    'wait=1.5',
    'return=minimal',
    'await=5',
  ]) {
    it(`does not wait for ${prefer}`, () => assert.deepEqual(wait(prefer), { seconds: 0, applied: [] }));
  }
});

describe('Idempotency-Key', () => {
  const key = (value?: string) =>
    idempotencyKey({ headers: value === undefined ? {} : { 'idempotency-key': value } });
  it('is optional', () => assert.equal(key(), undefined));
  it('is taken as it is', () => assert.equal(key('"8e03978e"'), '"8e03978e"'));
  for (const bad of ['', 'with space', 'a\u00e9', 'a\u0000', 'x'.repeat(256)]) {
    it(`is refused: ${JSON.stringify(bad.slice(0, 12))}`, () => {
      assert.throws(() => key(bad), refusedAs('http/invalid-idempotency-key'));
    });
  }
});

describe('Last-Event-ID', () => {
  const id = (value?: string) =>
    lastEventId({ headers: value === undefined ? {} : { 'last-event-id': value } });
  it('is 0 when there is none', () => assert.equal(id(), 0));
  it('is a whole number', () => assert.equal(id('42'), 42));
  for (const bad of ['-1', '1.5', 'x', '9'.repeat(16)]) {
    it(`is refused: ${bad}`, () => assert.throws(() => id(bad), refusedAs('http/invalid-last-event-id')));
  }
});

describe('a cursor', () => {
  const cursor = createCursor(
    Type.Object({ at: Type.Integer(), id: Type.String({ format: 'uuid' }) }, { additionalProperties: false }),
  );
  const key = { at: 1767225600000, id: '7d444840-9dc0-41d1-b245-5ffdce74fad2' };
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('comes back as the key that it was made of', () => {
    assert.deepEqual(cursor.decode(cursor.encode(key)), key);
    assert.match(cursor.encode(key), /^[\w-]+$/);
  });

  for (const forged of [
    '',
    'x',
    'not base64!',
    encode(null),
    encode({ ...key, id: '1; drop table orders' }),
    encode({ ...key, at: '1' }),
    encode({ at: key.at }),
    encode({ ...key, more: true }),
    'A'.repeat(5000),
  ]) {
    it(`is refused when forged: ${forged.slice(0, 24)}`, () => {
      assert.throws(() => cursor.decode(forged), refusedAs('http/invalid-cursor'));
    });
  }

  it('is refused when its text could not be stored', () => {
    const open = createCursor(Type.Object({ name: Type.String() }));
    assert.throws(() => open.decode(encode({ name: 'a\0' })), refusedAs('http/invalid-cursor'));
  });
});
