import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { openSandbox, type Sandbox } from '../../simulation/sandbox.ts';
import { shopScenario } from '../../simulation/shop/shop-scenario.ts';
import { simulate } from '../../simulation/simulate.ts';
import { root } from '../support/source-files.ts';

/** One with crashes, duplicates and a gateway that is out. */
const seed = '7';

let sandbox: Sandbox;
before(async () => {
  sandbox = await openSandbox();
});
after(() => sandbox.close());

test('one seed gives the same run, byte for byte, after another run and in another process, and another seed another', async () => {
  const other = promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', 'simulation/main.ts', '--seed', seed],
    { cwd: root },
  );
  const first = await simulate(shopScenario, seed, sandbox);
  const different = await simulate(shopScenario, '8', sandbox);
  const again = await simulate(shopScenario, seed, sandbox);
  assert.deepEqual(again.story, first.story);
  assert.equal(again.hash, first.hash);
  assert.match((await other).stdout, new RegExp(`trace ${first.hash}`));
  assert.notEqual(different.hash, first.hash);
});
