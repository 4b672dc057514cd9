import type { IncomingHttpHeaders } from 'node:http';
import { Poison } from '../errors.ts';

/** The `Idempotency-Key` of a request, if it has one. Throws `Poison` unless it is 1–255 visible ASCII characters. */
export const idempotencyKey = (request: { readonly headers: IncomingHttpHeaders }): string | undefined => {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new Poison(
    'http/invalid-idempotency-key',
    'Idempotency-Key must be 1 to 255 visible ASCII characters, such as a UUID.',
  );
};
