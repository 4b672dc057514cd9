import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Type from 'typebox';
import { event, type MessageType } from '../../../contracts/message-type.ts';
import { upcast } from '../../../runtime/actor/upcast.ts';
import { type BinaryMode, inBinaryMode, type WireContent } from '../../../runtime/broker/wire-content.ts';
import { createSchemaCheck } from '../../../runtime/delivery/schema-check.ts';
import { fromWire, toWire } from '../../../runtime/delivery/wire-message.ts';
import { Poison } from '../../../runtime/errors.ts';
import { toyMessageTypes } from '../../support/toy-definition.ts';
import { Add } from '../../support/toy-machine.ts';
import { toyMessage, toyTraceparent } from '../../support/toy-message.ts';

/** Version 3: a name was split, then an age came in. */
const Renamed = event('order', 'Renamed', Type.Object({ first: Type.String(), age: Type.Integer() }), [
  (data) => ({ first: Object(data).name }),
  (data) => ({ ...Object(data), age: 0 }),
]);
const types: ReadonlyMap<string, MessageType> = new Map([...toyMessageTypes, [Renamed.type, Renamed]]);
const check = createSchemaCheck();

const message = toyMessage(Add, { id: 'a', by: 1, note: 'grün 😀' }, 'm1');
/** As it came by itself. */
const delivery = (headers: Record<string, unknown> = {}, body?: Buffer | string): BinaryMode => {
  const whole = inBinaryMode(toWire(message, 'command').content);
  return {
    headers: { ...whole.headers, ...headers },
    body: body === undefined ? whole.body : Buffer.from(body),
  };
};
/** The same as it came in a batch. */
const batched = ({ headers, body }: BinaryMode): WireContent => {
  const attributes = Object.entries(headers).map(([name, value]) => [
    name.replace(/^cloudEvents:/, ''),
    value,
  ]);
  return { event: { ...Object.fromEntries(attributes), data: JSON.parse(body.toString()) } };
};
const codeOf = (given: WireContent): string => {
  try {
    fromWire(given, types, check);
  } catch (error) {
    assert.ok(error instanceof Poison);
    return error.code;
  }
  return 'taken';
};

test('a message comes back from the wire as it went', () => {
  const { content } = toWire(message, 'command');
  assert.deepEqual(fromWire(inBinaryMode(content), types, check), message);
  assert.deepEqual(fromWire(content, types, check), message);
});

test('headers are CloudEvents attributes, and all of them text', () => {
  const { content, ...rest } = toWire(message, 'command');
  assert.deepEqual(rest, { kind: 'command', messageId: 'm1', type: 'Add' });
  const { headers, body } = inBinaryMode(content);
  assert.deepEqual(headers, {
    'cloudEvents:specversion': '1.0',
    'cloudEvents:id': 'm1',
    'cloudEvents:type': 'Add',
    'cloudEvents:source': 'test',
    'cloudEvents:subject': 'toy-a',
    'cloudEvents:time': '2026-01-01T00:00:00.000Z',
    'cloudEvents:schemaversion': '1',
    'cloudEvents:subjectversion': '0',
    'cloudEvents:correlationid': 'a/root',
    'cloudEvents:causationid': 'm1',
    traceparent: toyTraceparent,
  });
  assert.equal(body.toString(), '{"id":"a","by":1,"note":"grün 😀"}');
});

/** These cannot come in a batch: it is read before. */
const torn: readonly (readonly [title: string, given: BinaryMode, code: string])[] = [
  ['a body of 5 MB', delivery({}, Buffer.alloc(5_000_000, 32)), 'message/too-large'],
  ['a body that is not JSON', delivery({}, '{"id":'), 'message/malformed'],
  ['a body that is not UTF-8', delivery({}, Buffer.from([0x22, 0xff, 0x22])), 'message/malformed'],
  ['an empty body', delivery({}, ''), 'message/malformed'],
];
const cases: readonly (readonly [title: string, given: BinaryMode, code: string])[] = [
  ['data of the wrong kind', delivery({}, '{"id":"a","by":"one"}'), 'message/invalid-data'],
  ['data without a member', delivery({}, '{"id":"a"}'), 'message/invalid-data'],
  ['a NUL in a string', delivery({}, '{"id":"a","by":1,"note":"\\u0000"}'), 'message/invalid-data'],
  ['a lone surrogate', delivery({}, '{"id":"a","by":1,"note":"\\ud800"}'), 'message/invalid-data'],
  [
    'a NUL in an unknown member',
    delivery({}, '{"id":"a","by":1,"x":[{"\\u0000":1}]}'),
    'message/invalid-data',
  ],
  ['a type that nobody defines', delivery({ 'cloudEvents:type': 'Nope' }), 'message/unknown-type'],
  ['a version from the future', delivery({ 'cloudEvents:schemaversion': '2' }), 'message/from-the-future'],
  ['a version that is no number', delivery({ 'cloudEvents:schemaversion': 'two' }), 'message/missing-header'],
  ['version 0', delivery({ 'cloudEvents:schemaversion': '0' }), 'message/missing-header'],
  ['a negative stream version', delivery({ 'cloudEvents:subjectversion': '-1' }), 'message/missing-header'],
  ['an id with NUL', delivery({ 'cloudEvents:id': 'a\0' }), 'message/missing-header'],
  [
    'a subject with half a surrogate pair',
    delivery({ 'cloudEvents:subject': '\ud800' }),
    'message/missing-header',
  ],
];
describe('what no retry can mend is Poison:', () => {
  for (const [title, given, code] of [...torn, ...cases])
    test(title, () => assert.equal(codeOf(given), code));
  for (const [title, given, code] of cases)
    test(`${title}, in a batch`, () => assert.equal(codeOf(batched(given)), code));
  for (const name of [
    'id',
    'type',
    'source',
    'subject',
    'time',
    'schemaversion',
    'subjectversion',
    'correlationid',
  ])
    test(`no ${name}`, () => {
      for (const value of [undefined, '', Buffer.from('x')]) {
        const given = delivery({ [`cloudEvents:${name}`]: value });
        assert.equal(codeOf(given), 'message/missing-header');
        assert.equal(codeOf(batched(given)), 'message/missing-header');
      }
    });
});

test('a trace that PostgreSQL cannot store does not come in', () => {
  for (const traceparent of ['00-\0', '\ud800', 7]) {
    const { traceparent: taken } = fromWire(delivery({ traceparent }), types, check);
    assert.equal(taken, '');
  }
});

test('data of an older version is brought up step by step, then checked', () => {
  const old = (version: string, body: string) =>
    delivery({ 'cloudEvents:type': 'Renamed', 'cloudEvents:schemaversion': version }, body);
  const taken = fromWire(old('1', '{"name":"Ada"}'), types, check);
  assert.deepEqual([taken.data, taken.schemaVersion], [{ first: 'Ada', age: 0 }, 3]);
  assert.deepEqual(fromWire(old('2', '{"first":"Ada"}'), types, check).data, { first: 'Ada', age: 0 });
  assert.equal(codeOf(old('1', '{}')), 'message/invalid-data');
});

test('data of the present version, and of a type without a contract, stays as it is', () => {
  const data = { first: 'Ada', age: 36 };
  assert.equal(upcast(Renamed, 3, data), data);
  assert.equal(upcast(undefined, 1, data), data);
  assert.throws(() => upcast(Renamed, 4, data), { code: 'message/from-the-future' });
});
