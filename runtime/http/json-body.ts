import { Poison } from '../errors.ts';
import { refuseUnstorable } from './refuse-unstorable.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses a JSON body; an empty one is undefined. Throws `Poison` for what is no JSON in UTF-8, and for strings
 * and keys that could not be stored.
 */
export const parseJsonBody = (bytes: Buffer): unknown => {
  if (bytes.length === 0) return undefined;
  let text: string;
  let value: unknown;
  try {
    text = utf8.decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw new Poison('http/malformed-json', 'The body is not JSON in UTF-8: correct its syntax.');
  }
  // Only an escape can bring NUL, a surrogate or a hidden key into decoded text, so that the walk is seldom needed.
  if (text.includes('\\u') || text.includes('__proto__')) refuseUnstorable('body', value);
  return value;
};
