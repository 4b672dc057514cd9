/**
 * What a failed statement means.
 * - `data`: one of its rows can never be stored (NUL in a string, number too large, key taken), or the code that
 *   makes the rows fails (a value that JSON cannot hold).
 * - `conflict`: another transaction was in the way; the same batch works when it is decided again.
 * - `transient`: the server, the network or a limit; the same batch works later.
 */
export type DatabaseFault = 'data' | 'conflict' | 'transient';

/**
 * Classes of SQLSTATE that blame the data: data exception, integrity constraint violation, program limit exceeded (an
 * index takes no key above 2,704 bytes).
 */
const dataClasses = new Set(['22', '23', '54']);
/** Serialization failure and deadlock. */
const conflictCodes = new Set(['40001', '40P01']);

/** Reads the SQLSTATE of an error of `pg` or PGlite. What has none never reached the server. */
export const databaseFault = (error: unknown): DatabaseFault => {
  if (error instanceof TypeError || error instanceof RangeError) return 'data';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.length !== 5) return 'transient';
  if (conflictCodes.has(code)) return 'conflict';
  return dataClasses.has(code.slice(0, 2)) ? 'data' : 'transient';
};
