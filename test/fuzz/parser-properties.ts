import assert from 'node:assert/strict';
import fc from 'fast-check';
import Type from 'typebox';
import { event, type MessageType } from '../../contracts/message-type.ts';
import { messageTypes } from '../../contracts/message-types.ts';
import { readBatch } from '../../runtime/broker/cloud-events-batch.ts';
import { asShipments } from '../../runtime/broker/shipments.ts';
import { inBinaryMode, type WireContent } from '../../runtime/broker/wire-content.ts';
import { configVariables, readConfig } from '../../runtime/config.ts';
import { createSchemaCheck } from '../../runtime/delivery/schema-check.ts';
import { fromWire, toWire } from '../../runtime/delivery/wire-message.ts';
import { Poison, Rejected } from '../../runtime/errors.ts';
import { idempotencyKey } from '../../runtime/http/idempotency-key.ts';
import { preferredWait } from '../../runtime/http/prefer-wait.ts';
import { lastEventId } from '../../runtime/http/server-sent-events.ts';
import { childTraceparent, parseTraceparent } from '../../runtime/telemetry/trace-context.ts';
import { nastyValue, nearly, nearlyJson } from './arbitraries.ts';
import type { FuzzProperty } from './fuzz-property.ts';
import { isDocumented } from './refused-well.ts';
import { orderId, release } from './release.ts';

/** Runs it; what it throws must be an error of that class with a documented code. */
const givesOr = <Value>(expected: typeof Poison | typeof Rejected, read: () => Value): Value | undefined => {
  try {
    return read();
  } catch (error) {
    assert.ok(error instanceof expected, String(error));
    isDocumented(error);
    return undefined;
  }
};

const { headers: releaseHeaders } = inBinaryMode(release.content);
const anyHeaders = nearly(releaseHeaders).filter(
  (value): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value),
);
const anyType = fc.constantFrom(...messageTypes.keys());

/** A type that came far: its old data are what a sender of long ago may have meant by anything. */
const upcast: MessageType = event('order', 'Renamed', Type.Object({ full: Type.String() }), [
  (data) => ({ name: Object(data).names[0] }),
  (data) => ({ full: Object(data).name.trim() }),
]);

const variable = fc.constantFrom(...configVariables.map(({ name }) => name));
const setting = fc.oneof(
  nastyValue.map(String),
  nearlyJson({ ReserveStock: { attempts: 3, firstDelayMs: 100 } }).map(String),
  fc.constantFrom(
    'postgres://',
    'ada:secret-token',
    'ada:secret-token,bob:secret-token',
    '0x10',
    '1e3',
    ' 7 ',
  ),
);

/** The readers that need nothing but their input. */
export const parserProperties: readonly FuzzProperty[] = [
  {
    name: 'a delivery is read as an envelope, or is Poison with a documented code',
    property: () => {
      const check = createSchemaCheck();
      const type = fc.option(anyType, { nil: undefined });
      return fc.asyncProperty(anyHeaders, nearlyJson({ orderId }), type, async (headers, body, type) => {
        const named = type === undefined ? headers : { ...headers, 'cloudEvents:type': type };
        const read = givesOr(Poison, () => fromWire({ headers: named, body }, messageTypes, check));
        if (!read) return;
        const again = fromWire(toWire(read, 'event').content, messageTypes, check);
        assert.deepEqual(JSON.parse(JSON.stringify(again)), JSON.parse(JSON.stringify(read)));
      });
    },
  },
  {
    name: 'a batch is none, or each of its events is read as the same in binary mode is',
    property: () => {
      const check = createSchemaCheck();
      const readAs = (content: WireContent): string | undefined =>
        JSON.stringify(givesOr(Poison, () => fromWire(content, messageTypes, check)));
      const [batch] = asShipments([release, release], () => undefined);
      return fc.asyncProperty(nearlyJson(JSON.parse(String(batch?.body))), async (body) => {
        for (const event of readBatch(body) ?? [])
          assert.equal(readAs({ event }), readAs(inBinaryMode({ event })));
      });
    },
  },
  {
    name: 'data of an old schema version are brought to the present one, or are Poison with a documented code',
    property: () => {
      const check = createSchemaCheck();
      const types = new Map([[upcast.type, upcast]]);
      const version = fc.constantFrom('0', '1', '2', '3', '4', '1.5', 'x', '');
      return fc.asyncProperty(nearlyJson({ names: ['Ada'] }), version, async (body, version) => {
        const named = { 'cloudEvents:type': upcast.type, 'cloudEvents:schemaversion': version };
        givesOr(Poison, () => fromWire({ headers: { ...releaseHeaders, ...named }, body }, types, check));
      });
    },
  },
  {
    name: 'the headers of a request are read, left alone, or are Poison with a documented code',
    property: () =>
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
        const headers = { prefer: text, 'idempotency-key': text, 'last-event-id': text };
        const wait = preferredWait(headers);
        assert.ok(wait === undefined || (wait >= 0 && wait <= 30));
        givesOr(Poison, () => idempotencyKey({ headers }));
        const last = givesOr(Poison, () => lastEventId({ headers }));
        assert.ok(last === undefined || Number.isSafeInteger(last));
        assert.ok(parseTraceparent(childTraceparent(text, text)), 'a child of any text has a trace');
      }),
  },
  {
    name: 'an environment makes a configuration, or is Rejected with a documented code',
    property: () =>
      fc.asyncProperty(
        fc.dictionary(variable, setting, { maxKeys: 4 }),
        fc.string(),
        async (environment, type) => {
          const config = givesOr(Rejected, () => readConfig(environment));
          if (!config) return;
          for (const each of [type, 'ReserveStock', 'constructor', '__proto__']) {
            const policy = config.policyOf(each);
            assert.deepEqual(Object.keys(policy).sort(), ['attempts', 'firstDelayMs', 'maximumDelayMs']);
            for (const number of Object.values(policy)) assert.ok(Number.isSafeInteger(number) && number > 0);
          }
          for (const [token, name] of config.operatorTokens ?? [])
            assert.ok(token.length >= 8 && name.length > 0);
        },
      ),
  },
  {
    name: 'a message from the broker is handled or kept, and never comes back for ever',
    property: (system) =>
      fc.asyncProperty(anyHeaders, nearlyJson({ orderId }), async (headers, body) => {
        const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
        const delivery = { ...release, content: { headers: Object.fromEntries(texts), body } };
        assert.ok(await system.publish(delivery), 'it is confirmed');
      }),
  },
];
