// Runs the seeds that its parent sends, one after the other, until it disconnects: `simulate-worker.ts <scenario>`.
import { loadScenario } from './load-scenario.ts';
import { openSandbox } from './sandbox.ts';
import { simulate } from './simulate.ts';
import type { FromWorker } from './simulate-many.ts';

const tell = (message: FromWorker): void => void process.send?.(message);

// A parent that has ended while this was being loaded tells nobody any more.
process.on('disconnect', () => process.exit(0));
if (!process.connected) process.exit(0);

const [file = ''] = process.argv.slice(2);
const scenario = await loadScenario(file);
const sandbox = await openSandbox();
process.on('message', (seed: string) => {
  const run = async (): Promise<void> => {
    const { story: _story, ...brief } = await simulate(scenario, seed, sandbox);
    tell(brief);
  };
  run().catch((error: unknown) => {
    console.error(`seed ${seed}:`, error);
    process.exit(1);
  });
});
tell('ready');
