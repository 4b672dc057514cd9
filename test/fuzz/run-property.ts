import fc from 'fast-check';
import type { FuzzProperty } from './fuzz-property.ts';
import type { FuzzedSystem } from './fuzzed-system.ts';
import { httpProperties } from './http-properties.ts';
import { parserProperties } from './parser-properties.ts';

/** All of them. */
export const fuzzProperties: readonly FuzzProperty[] = [...parserProperties, ...httpProperties];

/** Tries it; throws with the seed and the smallest input that breaks it. A seed makes the same inputs again. */
export const runProperty = async (
  { property }: FuzzProperty,
  system: FuzzedSystem,
  options: { readonly runs: number; readonly seed?: number },
): Promise<void> => {
  const { runs: numRuns, seed } = options;
  await fc.assert(property(system), { numRuns, ...(seed !== undefined && { seed }) });
};
