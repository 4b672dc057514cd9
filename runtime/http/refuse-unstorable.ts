import { Poison } from '../errors.ts';
import { findUnstorable } from './storable.ts';

/** Throws `Poison` when `value` holds a string or key that must not get further, naming its path from `root`. */
export const refuseUnstorable = (root: string, value: unknown): void => {
  const found = findUnstorable(root, value);
  if (found === undefined) return;
  if (found.reason === 'key') {
    throw new Poison('http/invalid-request', `The name __proto__ is not allowed (${found.path}).`, {
      errors: [{ path: found.path, problem: 'is not a known field: remove it' }],
    });
  }
  throw new Poison(
    'http/unstorable-text',
    `The text at ${found.path} holds NUL or half a surrogate pair: remove it.`,
    { path: found.path },
  );
};
