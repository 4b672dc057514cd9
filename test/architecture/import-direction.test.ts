import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeFiles, resolveImport } from '../support/source-files.ts';
import { importsOf } from '../support/source-text.ts';

interface Rule {
  /** Files (or folders, with a slash) of this repository, beside the folder's own. */
  readonly files: readonly string[];
  /** Packages, with what lies below them; `node:` for all of Node's own. */
  readonly packages: readonly string[] | 'any';
}
const anything: Rule = { files: [''], packages: 'any' };

/** Who may import what. A new folder needs a row, so that somebody decides it. */
const rules: Readonly<Record<string, Rule>> = {
  contracts: { files: [], packages: ['typebox'] },
  machines: { files: ['contracts/'], packages: ['xstate'] },
  actors: { files: ['contracts/', 'machines/', 'runtime/'], packages: 'any' },
  runtime: {
    files: [
      'contracts/envelope.ts',
      'contracts/http/dead-letter-http.ts',
      'contracts/http/machine-http.ts',
      'contracts/http/message-http.ts',
      'contracts/http/migration-http.ts',
      'contracts/http/population-http.ts',
      'contracts/http/projection-http.ts',
      'contracts/http/service-http.ts',
      'contracts/http/verification-http.ts',
      'contracts/http/what-if-http.ts',
      'contracts/ids.ts',
      'contracts/message-type.ts',
    ],
    packages: 'any',
  },
  migrations: { files: [], packages: ['kysely'] },
  // It proves any machine, and asks the runtime's pure step what a command meets with.
  proofs: { files: ['contracts/', 'machines/', 'runtime/actor/', 'runtime/errors.ts'], packages: ['xstate'] },
  // It speaks HTTP, so that it works against any process.
  cli: { files: ['contracts/'], packages: 'any' },
  scripts: anything,
  test: anything,
  bench: anything,
  chaos: anything,
  // It runs in browsers: what it takes from the contracts are types, and Vite builds it.
  web: {
    files: ['contracts/'],
    packages: [
      'preact',
      'uplot',
      '@tanstack/virtual-core',
      'eventsource-parser',
      'typebox',
      'vite',
      'node:url',
    ],
  },
  simulation: anything,
  'main.ts': anything,
};

/** What belongs together: an actor's folder is one unit, any other top-level folder is one. */
const unitOf = (file: string): string => {
  const [top = '', second = '', rest] = file.split('/');
  return top === 'actors' && rest !== undefined ? `${top}/${second}` : top;
};

const breaches = (importer: string, text: string): readonly string[] => {
  const rule = rules[importer.split('/')[0] ?? ''];
  if (rule === undefined) return [`${importer} lies in a folder without a rule`];
  return importsOf(text)
    .filter((specifier) => {
      const file = resolveImport(importer, specifier);
      if (file === undefined) {
        const packages = rule.packages;
        return (
          packages !== 'any' && !packages.some((at) => specifier === at || specifier.startsWith(`${at}/`))
        );
      }
      const own = unitOf(file) === unitOf(importer);
      return !own && !rule.files.some((at) => file === at || (file.startsWith(at) && /^$|\/$/.test(at)));
    })
    .map((specifier) => `${importer} imports ${specifier}`);
};

test('imports point from the composition root to the contracts, and no actor knows another', () => {
  assert.deepEqual(
    codeFiles.flatMap(({ name, text }) => breaches(name, text)),
    [],
  );
});

test('a breach of the import direction is seen', () => {
  const breach = (importer: string, specifier: string) =>
    breaches(importer, `import { a } from '${specifier}';`).length > 0;
  assert.equal(breach('actors/order/order.ts', '../payment/payment.ts'), true);
  assert.equal(breach('actors/order/http/routes.ts', '../order.ts'), false);
  assert.equal(breach('runtime/actor/step.ts', '../../contracts/order-messages.ts'), true);
  assert.equal(breach('runtime/actor/step.ts', '../../contracts/envelope.ts'), false);
  assert.equal(breach('machines/order/v1.ts', 'kysely'), true);
  assert.equal(breach('machines/order/v1.ts', 'xstate/graph'), false);
  assert.equal(breach('contracts/ids.ts', '../runtime/errors.ts'), true);
});
