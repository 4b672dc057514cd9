// Runs the seeds that its parent sends, one after the other, until it disconnects.
import { openSandbox } from './sandbox.ts';
import { shopScenario } from './shop/shop-scenario.ts';
import { simulate } from './simulate.ts';
import type { Brief } from './simulate-many.ts';

const sandbox = openSandbox();
process.on('message', (seed: string) => {
  const run = async (): Promise<void> => {
    const { story: _story, ...brief } = await simulate(shopScenario, seed, await sandbox);
    process.send?.(brief satisfies Brief);
  };
  run().catch((error: unknown) => {
    console.error(`seed ${seed}:`, error);
    process.exit(1);
  });
});
process.on('disconnect', () => process.exit(0));
