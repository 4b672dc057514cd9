import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeFiles, sourceFiles, type TextFile, textFiles } from '../support/source-files.ts';
import { cutSource } from '../support/source-text.ts';

const codeOf = ({ text }: TextFile): string =>
  cutSource(text)
    .map((piece) => (piece.kind === 'code' ? piece.text : ' '))
    .join('');

/** Words that would give one thing a second name; camelCase is cut into its words. */
const secondNames: Readonly<Record<string, string>> = {
  offset: 'position (in the log) or version (in a stream)',
  sequence: 'position (in the log) or version (in a stream)',
  dlq: 'dead letter',
  requeue: 'release (to the queue) or redrive (a dead letter)',
  bus: 'broker',
  dto: 'the name of what it is',
  manager: 'the name of what it does',
  helper: 'the name of what it does',
  util: 'the name of what it does',
  utils: 'the name of what it does',
};
/** The runtime hosts any machine: these belong to this one business. */
const businessNouns = [
  'inventory',
  'payment',
  'reservation',
  'refund',
  'stock',
  'sku',
  'customer',
  'gateway',
];

const wordsOf = (code: string): ReadonlySet<string> =>
  new Set(
    (code.match(/[A-Za-z$_][\w$]*/g) ?? []).flatMap((identifier) =>
      identifier
        .replace(/([a-z\d])([A-Z])/g, '$1 $2')
        .toLowerCase()
        .split(/[\s_]+/),
    ),
  );

test('the compiler is never silenced', () => {
  const inCode = /\bas\s+unknown\s+as\b|(?::|\bas|<)\s*any\b/;
  const inComments = /@ts-(?:ignore|nocheck|expect-error)/;
  const silenced = codeFiles.filter(
    (file) =>
      inCode.test(codeOf(file)) ||
      cutSource(file.text).some(({ kind, text }) => kind === 'comment' && inComments.test(text)),
  );
  assert.deepEqual(
    silenced.map(({ name }) => name),
    [],
  );
});

test('nothing is left to be done', () => {
  const mark = /\b(?:TO|FIX)(?:DO|ME)\b|\bXXX\b/;
  const marked = [...codeFiles, ...textFiles('.md', '.yml', '.sql')].filter(({ text }) => mark.test(text));
  assert.deepEqual(
    marked.map(({ name }) => name),
    [],
  );
});

/** Names that a package gave. */
const foreign = /observeElementOffset/g;

test('identifiers use the words of the glossary, not second names for them', () => {
  const found = sourceFiles.flatMap((file) => {
    const words = wordsOf(codeOf(file).replaceAll(foreign, ''));
    return Object.entries(secondNames)
      .filter(([word]) => words.has(word))
      .map(([word, instead]) => `${file.name}: "${word}", say ${instead}`);
  });
  assert.deepEqual(found, []);
});

test('the runtime has no noun of the business', () => {
  const found = sourceFiles
    .filter(({ name }) => name.startsWith('runtime/'))
    .flatMap((file) => {
      const words = wordsOf(codeOf(file));
      return businessNouns.filter((noun) => words.has(noun)).map((noun) => `${file.name}: ${noun}`);
    });
  assert.deepEqual(found, []);
});
