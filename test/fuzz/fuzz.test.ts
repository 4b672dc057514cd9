import { after, before, describe, it } from 'node:test';
import { type FuzzedSystem, startFuzzedSystem } from './fuzzed-system.ts';
import { fuzzProperties, runProperty } from './run-property.ts';

/** A few seconds in all, the same inputs each time; `npm run fuzz -- --runs 10000` looks further, from a fresh seed. */
const runs = 40;
const seed = 1;

describe('whatever comes from outside', () => {
  let system: FuzzedSystem;
  before(async () => {
    system = await startFuzzedSystem();
  });
  after(() => system.close());

  for (const property of fuzzProperties)
    it(property.name, () => runProperty(property, system, { runs, seed }));
});
