/** What is wrong with a value that PostgreSQL could not keep, and where. */
export interface Unstorable {
  /** Path of keys and indexes, `/`-separated, from the root that was given. */
  readonly path: string;
  readonly reason: 'text' | 'key';
}

// jsonb refuses NUL (22P05) and lone surrogates (22P02), and a JSON Schema lets both pass.
const unstorableText = /[\0\p{Surrogate}]/u;

/** Whether text holds neither NUL nor a lone surrogate. */
export const isStorableText = (text: string): boolean => !unstorableText.test(text);

/**
 * Finds the first string or key with NUL or a lone surrogate, or a key `__proto__`, in parsed JSON.
 * Without recursion: a body of a megabyte may be nested half a million times.
 */
export const findUnstorable = (root: string, value: unknown): Unstorable | undefined => {
  const waiting: [path: string, value: unknown][] = [[root, value]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [path, present] = next;
    if (typeof present === 'string' && !isStorableText(present)) return { path, reason: 'text' };
    if (typeof present !== 'object' || present === null) continue;
    for (const [key, inner] of Object.entries(present)) {
      if (key === '__proto__') return { path: `${path}/${key}`, reason: 'key' };
      if (!isStorableText(key)) return { path, reason: 'text' };
      waiting.push([`${path}/${key}`, inner]);
    }
  }
  return undefined;
};
