import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeFiles, resolveImport } from '../support/source-files.ts';
import { importsOf } from '../support/source-text.ts';

type Graph = ReadonlyMap<string, readonly string[]>;

/** One cycle of the graph as the files on it, the first repeated at the end; undefined when there is none. */
const findCycle = (graph: Graph): readonly string[] | undefined => {
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (finished.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    finished.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
};

const graph: Graph = new Map(
  codeFiles.map(({ name, text }) => [
    name,
    importsOf(text).flatMap((specifier) => resolveImport(name, specifier) ?? []),
  ]),
);

test('no file imports itself by way of others, types included', () => {
  assert.equal(findCycle(graph)?.join(' → '), undefined);
});

test('every relative import names a file that exists', () => {
  const missing = [...graph].flatMap(([name, files]) =>
    files
      .filter((file) => !graph.has(file) && !/\.(json|css|svg)$/.test(file))
      .map((file) => `${name} → ${file}`),
  );
  assert.deepEqual(missing, []);
});

test('a cycle is seen', () => {
  const cyclic = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['b']],
  ]);
  assert.deepEqual(findCycle(cyclic), ['b', 'c', 'b']);
});
