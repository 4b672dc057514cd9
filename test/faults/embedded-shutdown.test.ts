// The embedded system is told to stop in the middle of its work: what it leaves is mended by a start.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { checkOracle } from '../oracle/check-oracle.ts';
import { type EmbeddedFolder, makeEmbeddedFolder } from '../support/embedded-process.ts';
import { mailsRecorded } from '../support/mails-recorded.ts';
import type { ServiceProcess } from '../support/service-process.ts';
import { createShop } from '../support/shop.ts';
import { type Ending, tellToStop, tellToStopTwice } from '../support/told-to-stop.ts';
import { waitFor } from '../support/wait-for.ts';

const promisedMs = 10_000;
const atOnceMs = 2_000;
const tokens = ['tok_visa', 'tok_slow', 'tok_flaky', 'tok_declined', 'tok_capture_fails'];

describe('the embedded system that is told to stop', () => {
  let folder: EmbeddedFolder;
  let running: ServiceProcess;
  const shop = createShop(
    () => running.url,
    () => running.url,
  );
  before(async () => {
    folder = await makeEmbeddedFolder();
    running = await folder.start();
  });
  after(async () => {
    await running.kill();
    await folder.remove();
  });

  /** Stops it while orders come in and payments run; those that were not taken have no right to be remembered. */
  const stopUnderLoad = async (stop: (process: ServiceProcess) => Promise<Ending>): Promise<Ending> => {
    const placed = tokens.flatMap((token) => [0, 1, 2].map(() => shop.place({ sku: 'MUG', token })));
    const answered = Promise.allSettled(placed);
    const { id } = await Promise.any(placed);
    await waitFor('the first payment', async () => (await shop.order(id)).status !== 'reserving-stock');
    const ending = await stop(running);
    await answered;
    running = await folder.start();
    return ending;
  };
  const allSettled = async (): Promise<void> => {
    for (const id of shop.placed.keys())
      await waitFor(`${id} to be settled`, async () => (await shop.order(id)).settled, 60_000);
  };

  test('ends with 0 within 10 s under load', async () => {
    const { code, milliseconds } = await stopUnderLoad(tellToStop);
    assert.deepEqual([code, milliseconds < promisedMs], [0, true], `${milliseconds} ms`);
    await allSettled();
  });

  test('ends at once at the second signal', async () => {
    const { code, milliseconds } = await stopUnderLoad(tellToStopTwice);
    assert.deepEqual([code, milliseconds < atOnceMs], [143, true], `${milliseconds} ms`);
    await allSettled();
  });

  test('has lost nothing and done nothing twice', async () => {
    await mailsRecorded(running.url, shop.placed.keys());
    await waitFor(
      'the oracle to be content',
      async () => {
        assert.equal((await tellToStop(running)).code, 0);
        const database = await folder.openDatabase();
        const problems = await checkOracle(database, { placed: shop.placed.keys() }).finally(() =>
          database.destroy(),
        );
        if (problems.length > 0) console.log(problems.slice(0, 10).join('\n'));
        running = await folder.start();
        return problems.length === 0;
      },
      60_000,
    );
  });
});
