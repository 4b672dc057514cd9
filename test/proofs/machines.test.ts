import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it, test } from 'node:test';
import { proveGraph } from '../../proofs/prove.ts';
import { exploreOnce } from './explore-once.ts';
import { provedMachines } from './proved-machines.ts';

const named = ({ id, version }: { readonly id: string; readonly version?: string | undefined }) =>
  `${id}-machine-v${version}.ts`;

test('every version of every machine is proved', () => {
  const folder = new URL('../../machines/', import.meta.url);
  const written = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .flatMap((file) => /[a-z]+-machine-v\d+\.ts$/.exec(file) ?? [])
    .sort();
  assert.deepEqual(provedMachines.map(({ machine }) => named(machine)).sort(), written);
});

for (const { machine, ledger } of provedMachines)
  describe(`${machine.id}, version ${machine.version}, on all its paths`, () => {
    const graph = exploreOnce(machine, ledger);
    for (const { statement, counterexample } of proveGraph(graph))
      it(statement, () => assert.equal(counterexample, undefined, counterexample));
  });
