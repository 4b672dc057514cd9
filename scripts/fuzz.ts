// `npm run fuzz -- --runs 10000 [--seed 1]`: the properties of the test suite, for longer.
import { parseArgs } from 'node:util';
import { startFuzzedSystem } from '../test/fuzz/fuzzed-system.ts';
import { fuzzProperties, runProperty } from '../test/fuzz/run-property.ts';

const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } });
const wholeNumber = (text: string): number => {
  if (/^-?\d{1,10}$/.test(text)) return Number(text);
  throw new Error(`${text} is no whole number`);
};
const runs = wholeNumber(values.runs ?? '1000');
const seed = wholeNumber(values.seed ?? String(Math.trunc(Math.random() * 2 ** 31)));

const system = await startFuzzedSystem();
try {
  console.log(`${runs} runs each, seed ${seed}`);
  for (const property of fuzzProperties) {
    const began = performance.now();
    const failure = await runProperty(property, system, { runs, seed }).then(
      () => undefined,
      (error: unknown) => error,
    );
    console.log(
      `${failure ? 'broken' : 'holds'}  ${property.name} (${Math.round(performance.now() - began)} ms)`,
    );
    if (failure) {
      console.error(failure instanceof Error ? `${failure.message}\n${failure.cause ?? ''}` : failure);
      process.exitCode = 1;
    }
  }
} finally {
  await system.close();
}
