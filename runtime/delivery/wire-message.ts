import type { Envelope } from '../../contracts/envelope.ts';
import { asStreamId, messageId } from '../../contracts/ids.ts';
import type { MessageType } from '../../contracts/message-type.ts';
import { upcast } from '../actor/upcast.ts';
import type { WireMessage } from '../broker/broker.ts';
import { Poison } from '../errors.ts';
import { parseTraceparent } from '../telemetry/trace-context.ts';
import type { SchemaCheck } from './schema-check.ts';

/** Binary mode of CloudEvents 1.0 over AMQP: attributes as headers, the data as the body. */
export const toWire = (message: Envelope, kind: WireMessage['kind']): WireMessage => ({
  messageId: message.id,
  type: message.type,
  kind,
  headers: {
    'cloudEvents:specversion': '1.0',
    'cloudEvents:id': message.id,
    'cloudEvents:type': message.type,
    'cloudEvents:source': message.source,
    'cloudEvents:subject': message.subject,
    'cloudEvents:time': message.time,
    'cloudEvents:schemaversion': String(message.schemaVersion),
    'cloudEvents:subjectversion': String(message.subjectVersion),
    'cloudEvents:correlationid': message.correlationId,
    'cloudEvents:causationid': message.causationId,
    traceparent: message.traceparent,
  },
  body: Buffer.from(JSON.stringify(message.data)),
});

/** The parts of a delivery that make a message. */
export interface WireForm {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

/** The largest body that is parsed, in bytes. */
const largestBody = 1_048_576;

/**
 * Reads a delivery as an envelope in the present schema.
 * @throws Poison `message/too-large`, `message/missing-header`, `message/unknown-type`, `message/malformed`,
 *   `message/from-the-future`, `message/invalid-data`: no retry mends it.
 */
export const fromWire = (
  delivery: WireForm,
  messageTypes: ReadonlyMap<string, MessageType>,
  check: SchemaCheck,
): Envelope => {
  if (delivery.body.length > largestBody)
    throw new Poison(
      'message/too-large',
      `The body has ${delivery.body.length} bytes; ${largestBody} are allowed`,
    );
  const type = messageTypes.get(header(delivery, 'type'));
  if (!type)
    throw new Poison(
      'message/unknown-type',
      `No contract defines ${header(delivery, 'type')}; deploy its consumer`,
    );
  const schemaVersion = wholeNumber(delivery, 'schemaversion', 1);
  const data = upcast(type, schemaVersion, parse(delivery.body));
  check(type, data);
  return { ...attributes(delivery), schemaVersion: type.schemaVersion, data };
};

/** Reads what the runtime itself has written and no contract defines: a timer that fired, an activity's outcome. */
export const fromOwnWire = (form: WireForm): Envelope => ({ ...attributes(form), data: parse(form.body) });

const attributes = (form: WireForm): Omit<Envelope, 'data'> => ({
  id: messageId(header(form, 'id')),
  type: header(form, 'type'),
  schemaVersion: wholeNumber(form, 'schemaversion', 1),
  source: header(form, 'source'),
  subject: asStreamId(header(form, 'subject')),
  subjectVersion: wholeNumber(form, 'subjectversion', 0),
  time: timeOf(form),
  correlationId: header(form, 'correlationid'),
  causationId: header(form, 'causationid'),
  traceparent: traceOf(form.headers.traceparent),
});

/** A trace that is none is left out: it must not keep a good message from being stored. */
const traceOf = (value: unknown): string =>
  typeof value === 'string' && parseTraceparent(value) ? value : '';

const header = (delivery: WireForm, name: string): string => {
  const value = delivery.headers[`cloudEvents:${name}`];
  // Text that PostgreSQL cannot store would fail the whole batch later.
  if (typeof value === 'string' && value !== '' && value.isWellFormed() && !value.includes('\0'))
    return value;
  throw new Poison(
    'message/missing-header',
    `The header cloudEvents:${name} is missing or is not plain text`,
  );
};

/** A time that no date or timestamp can hold would fail whoever works with it later. */
const timeOf = (form: WireForm): string => {
  const time = header(form, 'time');
  const year = new Date(time).getUTCFullYear();
  if (year >= 1970 && year <= 9999) return time;
  throw new Poison(
    'message/missing-header',
    'The header cloudEvents:time must be an RFC 3339 time between the years 1970 and 9999',
  );
};

const wholeNumber = (delivery: WireForm, name: string, least: number): number => {
  const value = Number(header(delivery, name));
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new Poison(
    'message/missing-header',
    `The header cloudEvents:${name} must be a whole number from ${least} up`,
  );
};

const decoder = new TextDecoder('utf-8', { fatal: true });

const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(decoder.decode(body));
  } catch (error) {
    throw new Poison('message/malformed', 'The body is not JSON in UTF-8', {}, error);
  }
};
