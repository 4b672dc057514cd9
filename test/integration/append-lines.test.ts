import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { appendLines } from '../../actors/notification/append-lines.ts';

describe('lines appended to a file', () => {
  let root: string;
  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'append-lines-'));
    await build({
      entryPoints: [fileURLToPath(new URL('../../actors/notification/append-lines.ts', import.meta.url))],
      outfile: join(root, 'append-lines.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
    });
  });
  after(() => rmSync(root, { recursive: true }));

  const linesOf = (folder: string): readonly string[] =>
    readFileSync(join(folder, 'a.jsonl'), 'utf8').split('\n');

  /** Runs code with `append`, which writes to this folder, in a process of its own; resolves with what it printed. */
  const run = async (folder: string, code: string, limit = ''): Promise<string> => {
    const module = pathToFileURL(join(root, 'append-lines.mjs')).href;
    const whole = `
      import { appendLines } from ${JSON.stringify(module)};
      const append = appendLines(${JSON.stringify(folder)});
      ${code}`;
    const command = ['-c', `${limit}exec "$0" --input-type=module -e "$1"`, process.execPath, whole];
    return (await promisify(execFile)('/bin/sh', command)).stdout;
  };

  test('stand below each other, in a folder that is made with those above it', async () => {
    const folder = join(root, 'new', 'folder');
    const append = appendLines(folder);
    await append('a.jsonl', '1\n2\n');
    await append('a.jsonl', '3\n');
    assert.deepEqual(linesOf(folder), ['1', '2', '3', '']);
  });

  test('begin on a line of their own when a crash has left half a line', async () => {
    const folder = join(root, 'crashed');
    const append = appendLines(folder);
    await append('a.jsonl', '1\n');
    writeFileSync(join(folder, 'a.jsonl'), '{"messageId":"<hal', { flag: 'a' });
    await append('a.jsonl', '2\n');
    assert.deepEqual(linesOf(folder), ['1', '{"messageId":"<hal', '2', '']);
  });

  test('stay whole when another process writes to the same file', async () => {
    const folder = join(root, 'shared');
    const code = (name: string) => `
      for (let line = 1; line <= 50; line += 1)
        await append('a.jsonl', '${name} ' + line + ' ' + 'long '.repeat(20_000) + 'end\\n');`;
    await Promise.all(['one', 'other'].map((name) => run(folder, code(name))));
    // Who looks while the other one writes takes what is there for half a line, and leaves an empty one.
    const lines = linesOf(folder).filter((line) => line !== '');
    assert.ok(lines.every((line) => /^(?:one|other) \d+ (?:long )+end$/.test(line)));
    assert.equal(new Set(lines).size, 100);
  });

  test('come into a new file when theirs was removed, and another day into another one', async () => {
    const folder = join(root, 'removed');
    const append = appendLines(folder);
    await append('a.jsonl', '1\n');
    rmSync(folder, { recursive: true });
    await append('a.jsonl', '2\n');
    await append('b.jsonl', '3\n');
    assert.deepEqual(readdirSync(folder).sort(), ['a.jsonl', 'b.jsonl']);
    assert.deepEqual(linesOf(folder), ['2', '']);
  });

  test('fail when the disk takes only a part of them, and spoil nothing that comes later', async () => {
    const folder = join(root, 'full');
    const code = `
      for (let line = 1; line <= 20; line += 1)
        await append('a.jsonl', line + ' ' + 'x'.repeat(1000) + ' end\\n').then(
          () => console.log(line),
          () => {},
        );`;
    // A file may have no more than a few thousand bytes.
    const stdout = await run(folder, code, 'ulimit -f 8 && ');
    const kept = stdout.trim().split('\n');
    assert.ok(kept.length > 0 && kept.length < 20, stdout);
    await appendLines(folder)('a.jsonl', 'later\n');
    const lines = linesOf(folder);
    const whole = lines.filter((line) => line.endsWith(' end'));
    assert.deepEqual(
      whole.map((line) => line.split(' ')[0]),
      kept,
    );
    // What was whole, the part, the later line, and nothing behind its end.
    assert.equal(lines.length, kept.length + 3);
    assert.deepEqual(lines.slice(-2), ['later', '']);
  });
});
