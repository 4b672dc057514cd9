import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** As the build has it: through the compiler each of the processes took 0.6 s of CPU instead of 0.2 s. */
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lifecycle-'));
  await build({
    entryPoints: [fileURLToPath(new URL('../../runtime/lifecycle.ts', import.meta.url))],
    outfile: join(folder, 'lifecycle.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
});
after(() => rm(folder, { recursive: true }));

/** Runs a process whose `start` is the given code; `signals` are sent one by one as each line appears. */
const run = async (
  start: string,
  signals: Readonly<Record<string, NodeJS.Signals>> = {},
  limits: { readonly graceMs?: number; readonly startWithinMs?: number } = {},
) => {
  const code = `
    import { pino } from 'pino';
    import { runUntilSignal } from ${JSON.stringify(pathToFileURL(join(folder, 'lifecycle.mjs')).href)};
    const say = (line) => process.stdout.write(line + '\\n');
    setInterval(() => {}, 1000);
    await runUntilSignal({ logger: pino(), ...${JSON.stringify(limits)}, start: async () => { ${start} } });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const sent = new Set<string>();
  child.stdout.on('data', (data) => {
    output += data;
    for (const [line, signal] of Object.entries(signals)) {
      if (!output.includes(line) || sent.has(line)) continue;
      sent.add(line);
      child.kill(signal);
    }
  });
  const [exitCode] = await once(child, 'close');
  return { exitCode, output };
};
const closes = "say('started'); return { close: async () => { say('closing once'); } };";
const hangs = "say('started'); return { close: () => { say('hanging'); return new Promise(() => {}); } };";

describe('the life of a process', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`ends with 0 after ${signal}, closed once`, async () => {
      const { exitCode, output } = await run(closes, { started: signal });
      assert.equal(exitCode, 0, output);
      assert.equal(output.match(/closing once/g)?.length, 1);
    });
  }

  it('ends at once at the second signal', async () => {
    const { exitCode } = await run(hangs, { started: 'SIGTERM', hanging: 'SIGINT' });
    assert.equal(exitCode, 130);
  });

  it('ends with 1 when closing takes too long', async () => {
    const { exitCode, output } = await run(hangs, { started: 'SIGTERM' }, { graceMs: 50 });
    assert.equal(exitCode, 1);
    assert.match(output, /did not close within 50 ms/);
  });

  it('ends with 1 and the reason when it cannot start', async () => {
    const { exitCode, output } = await run("throw new Error('no database');");
    assert.equal(exitCode, 1);
    assert.match(output, /no database.*could not start/);
  });

  it('ends with 0 when the signal came while it was starting', async () => {
    const { exitCode, output } = await run(
      `say('starting'); await new Promise((resolve) => process.once('SIGTERM', resolve)); ${closes}`,
      { starting: 'SIGTERM' },
    );
    assert.equal(exitCode, 0, output);
    assert.match(output, /closing once/);
  });

  it('ends with 0 when it was told to stop and the start waits for something that does not come', async () => {
    const { exitCode, output } = await run(
      "say('starting'); await new Promise(() => {});",
      { starting: 'SIGTERM' },
      { startWithinMs: 50 },
    );
    assert.equal(exitCode, 0, output);
  });

  for (const [how, statement] of [
    ['an error is thrown that nobody catches', "setImmediate(() => { throw new Error('lost'); });"],
    ['a promise is rejected that nobody awaits', "void Promise.reject(new Error('lost'));"],
  ] as const) {
    it(`ends with 1 when ${how}`, async () => {
      const { exitCode, output } = await run(`${statement} ${closes}`);
      assert.equal(exitCode, 1);
      assert.match(output, /"level":60.*lost/);
    });
  }
});
