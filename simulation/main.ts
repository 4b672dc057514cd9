// `npm run simulate -- --seeds 1000 [--from N] [--minutes M] [--until-failure]`: many runs. `--seed N [--trace]`: one, and its story.
// `--scenario <file>`: another system than the shop.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadScenario } from './load-scenario.ts';
import { coverageReport } from './report.ts';
import { openSandbox } from './sandbox.ts';
import { simulate } from './simulate.ts';
import { simulateMany } from './simulate-many.ts';

const shop = fileURLToPath(new URL('shop/shop-scenario.ts', import.meta.url));
const usage = `npm run simulate -- [--scenario <file>]
  --seeds <number> [--from <seed>] [--minutes <limit>] [--until-failure] | --seed <seed> [--trace]`;

const one = async (scenario: string, seed: string, withStory: boolean): Promise<boolean> => {
  const sandbox = await openSandbox();
  const { violations, story, hash, virtualMs, steps } = await simulate(
    await loadScenario(scenario),
    seed,
    sandbox,
  );
  await sandbox.close();
  if (withStory) console.log(story.join('\n'));
  for (const violation of violations) console.log(`seed ${seed}: ${violation}`);
  const days = (virtualMs / 86_400_000).toFixed(1);
  console.log(
    `seed ${seed}: ${violations.length} things wrong, ${days} days in ${steps} steps, trace ${hash}`,
  );
  return violations.length === 0;
};

const many = async (
  scenario: string,
  seeds: number,
  from: number,
  minutes: number,
  untilFailure: boolean,
): Promise<boolean> => {
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 1_000);
  console.log(`From seed ${from}:`);
  const { done, failed, virtualMs, coverage } = await simulateMany({
    scenario,
    seeds,
    from,
    deadlineMs: minutes * 60_000,
    untilFailure,
    onFailure: ({ seed, violations }) => {
      console.log(`seed ${seed} FAILS: ${violations.join('\n  ')}`);
      console.log(
        `  its story: npm run simulate -- ${scenario === shop ? '' : `--scenario ${scenario} `}--seed ${seed} --trace`,
      );
    },
    onProgress: (finished, failures) => console.log(`${finished} seeds, ${failures} failed, ${seconds()} s`),
  });
  console.log(coverageReport(coverage));
  console.log(
    `${done} seeds from ${from}, ${failed.length} failed${failed.length > 0 ? ` (${failed.join(', ')})` : ''}; ` +
      `${Math.round(virtualMs / 86_400_000)} days in ${seconds()} s`,
  );
  return done > 0 && failed.length === 0;
};

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', default: shop },
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    minutes: { type: 'string', default: 'Infinity' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    'until-failure': { type: 'boolean', default: false },
  },
});
const [seeds, from, minutes] = [values.seeds ?? 'Infinity', values.from, values.minutes].map(Number);
if (values.seed !== undefined)
  process.exitCode = (await one(values.scenario, values.seed, values.trace)) ? 0 : 1;
else if (
  seeds &&
  from !== undefined &&
  from >= 0 &&
  minutes &&
  Math.min(seeds, minutes) < Number.POSITIVE_INFINITY
)
  process.exitCode = (await many(values.scenario, seeds, from, minutes, values['until-failure'])) ? 0 : 1;
else {
  console.error(usage);
  process.exitCode = 1;
}
