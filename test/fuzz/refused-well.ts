import assert from 'node:assert/strict';
import { readText } from '../support/source-files.ts';
import type { FuzzedRequest, FuzzedSystem } from './fuzzed-system.ts';

const documented = new Set(
  [...readText('docs/errors.md').matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? ''),
);

/** Whether docs/errors.md has the code of an error; fails with the error when it has not. */
export const isDocumented = (error: unknown): void => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!documented.has(code)) throw error;
};

/** Sends it: never a fault of the server, and what is refused has a documented code and leaves nothing behind. */
export const takenOrRefusedWell = async (system: FuzzedSystem, request: FuzzedRequest): Promise<void> => {
  const before = await system.stored();
  const { status, contentType, text } = await system.send(request);
  assert.ok(status < 500, `${request.method} ${request.path} is answered ${status}: ${text}`);
  if (status < 400) return;
  assert.match(contentType, /^application\/problem\+json/, text);
  const { code } = JSON.parse(text);
  assert.ok(documented.has(code), `${code} is not in docs/errors.md`);
  assert.equal(await system.stored(), before, `${code}, and something was stored`);
};
