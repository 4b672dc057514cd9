import Type, { type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Poison } from '../errors.ts';
import { findUnstorable } from './storable.ts';

/** Turns the key of the last row of a page into text that only the server needs to understand, and back. */
export interface Cursor<Key> {
  encode(key: Key): string;
  /** Throws `Poison` (`http/invalid-cursor`, answered 400) for text that `encode` did not make. */
  decode(text: string): Key;
}

/**
 * A time in a key, as `toISOString` writes it. Others are times too, but PostgreSQL knows no year 0 and no offset of 16
 * hours, and such a cursor was answered 500.
 */
export const CursorTime = Type.String({
  format: 'date-time',
  pattern: '^(?!0000)\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
});

/** The number of a row in a key: what is larger is no bigint. */
export const CursorId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/** A cursor whose key has the shape of `schema`. */
export const createCursor = <Schema extends TSchema>(schema: Schema): Cursor<Static<Schema>> => {
  const compiled = Compile(schema);
  const isKey = (value: unknown): value is Static<Schema> =>
    compiled.Check(value) && findUnstorable('', value) === undefined;
  return {
    encode: (key) => Buffer.from(JSON.stringify(key)).toString('base64url'),
    decode: (text) => {
      const key = parse(text);
      if (isKey(key)) return key;
      throw new Poison(
        'http/invalid-cursor',
        'The cursor is not one that a page gave: take it from `next` as it is, or leave it out.',
      );
    },
  };
};

const parse = (text: string): unknown => {
  if (text.length > 2048 || !/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
};
