import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { codeFiles, readText, root, sourceFiles, textFiles } from '../support/source-files.ts';
import { cutSource, importsOf } from '../support/source-text.ts';

/** The first cells of a page's tables, where they are code: `` | `name` | … ``. */
const namesInTables = (page: string): readonly string[] =>
  [...readText(page).matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? '');

/** What is only on one side; a name that a page lists twice is superfluous too. */
const differences = (documented: readonly string[], used: readonly string[]) => ({
  undocumented: [...new Set(used)].filter((name) => !documented.includes(name)).sort(),
  superfluous: documented.filter((name, index) => !used.includes(name) || documented.indexOf(name) < index),
});
const nothing = { undocumented: [], superfluous: [] };

const code = /^[a-z]+(?:-[a-z]+)*\/[a-z\d]+(?:-[a-z\d]+)*$/;
/** Strings of the same form that are media types. Of `message/` it is one, the others are codes. */
const mediaType = /^(?:(?:application|audio|font|image|multipart|text|video)\/|message\/rfc822$)/;

test('docs/errors.md lists exactly the error codes of the code', () => {
  const used = sourceFiles
    .filter(({ name }) => !/^(?:scripts|bench|web)\//.test(name))
    .flatMap(({ text }) => {
      const imports = importsOf(text);
      return cutSource(text)
        .filter(({ kind, text: value }) => kind === 'string' && code.test(value) && !mediaType.test(value))
        .map(({ text: value }) => value)
        .filter((value) => !imports.includes(value));
    });
  assert.deepEqual(differences(namesInTables('docs/errors.md'), used), nothing);
});

test('docs/dependencies.md gives a reason for exactly the packages of package.json', () => {
  const { dependencies, devDependencies, overrides } = JSON.parse(readText('package.json'));
  const packages = [dependencies, devDependencies, overrides].flatMap((group) => Object.keys(group ?? {}));
  assert.deepEqual(differences(namesInTables('docs/dependencies.md'), packages), nothing);
});

test('every dependency is used', () => {
  const { dependencies, devDependencies } = JSON.parse(readText('package.json'));
  /** Used by their name in package.json's scripts, by those in plain JavaScript, or by the compiler. */
  const tools = /^(?:@biomejs\/biome|typescript|tsx|esbuild|pino-pretty|@types\/.+)$/;
  const imported = new Set(codeFiles.flatMap(({ text }) => importsOf(text)));
  const unused = Object.keys({ ...dependencies, ...devDependencies })
    .filter((name) => !tools.test(name))
    .filter((name) => ![...imported].some((at) => at === name || at.startsWith(`${name}/`)));
  assert.deepEqual(unused, []);
});

test('every term of docs/glossary.md is used in the code or the documents', () => {
  const terms = [...readText('docs/glossary.md').matchAll(/^\*\*(.+?)\*\*/gm)].map((match) => match[1] ?? '');
  assert.ok(terms.length >= 30, `only ${terms.length} terms`);
  const everything = [...codeFiles, ...textFiles('.md')]
    .filter(({ name }) => name !== 'docs/glossary.md')
    .map(({ text }) => text.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[-_\s]+/g, ' '))
    .join('\n')
    .toLowerCase();
  const unused = terms.filter((term) => term !== 'exactly once' && !everything.includes(term));
  assert.deepEqual(unused, []);
});

test('no document but the glossary promises anything "exactly once"', () => {
  const pages = textFiles('.md').filter(({ name }) => name !== 'docs/glossary.md');
  assert.deepEqual(
    pages.filter(({ text }) => /exactly[\s-]once/i.test(text)).map(({ name }) => name),
    [],
  );
});

test('every relative link of a document leads somewhere', () => {
  const broken = textFiles('.md').flatMap(({ name, text }) =>
    [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map((match) => new URL(match[1] ?? '', `file:///${name}`).pathname.slice(1))
      .filter((target) => !existsSync(`${root}${decodeURIComponent(target)}`))
      .map((target) => `${name} → ${target}`),
  );
  assert.deepEqual(broken, []);
});
