// Runs the five services on servers of their own, under load, with faults that a seed draws; then everything must
// agree. Exits with 0 when it does, 1 when it does not, 2 when a server is not installed.
import { Command, InvalidArgumentError } from 'commander';
import { MissingProgram } from '../test/support/find-programs.ts';
import { startOutageSystem } from '../test/support/outage-system.ts';
import { printReport } from './report.ts';
import { runChaos } from './run-chaos.ts';

const positive = (text: string): number => {
  const number = Number(text);
  if (number > 0) return number;
  throw new InvalidArgumentError('It must be a number above 0.');
};
const { minutes, seed, rate } = new Command('chaos')
  .description(
    'Takes orders while everything around and in the system fails, and holds what came of it to account.',
  )
  .option('--minutes <minutes>', 'how long faults are given, such as 1.5', positive, 5)
  .option('--seed <seed>', 'the same seed gives the same faults', positive, 7)
  .option('--rate <orders>', 'orders a second', positive, 20)
  .parse()
  .opts<{ minutes: number; seed: number; rate: number }>();

const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => reject(new Interrupted(signal)));
});
interrupted.catch(() => {});
class Interrupted extends Error {}

const main = async (): Promise<number> => {
  console.log(`Seed ${seed}: ${minutes} min of faults under ${rate} orders a second. Starting the servers.`);
  const starting = startOutageSystem({ DATABASE_POOL_SIZE: '5' });
  const system = await Promise.race([starting, interrupted]).catch(async (error: unknown) => {
    await starting.then((started) => started.abandon()).catch(() => {});
    throw error;
  });
  try {
    const outcome = await Promise.race([runChaos(system, { minutes, seed, rate }), interrupted]);
    printReport(outcome);
    return outcome.lines.every(({ problems }) => problems.length === 0) ? 0 : 1;
  } finally {
    await system.abandon();
  }
};

process.exit(
  await main().catch((error: unknown) => {
    if (error instanceof Interrupted) return 130;
    console.error(error instanceof MissingProgram ? error.message : error);
    return error instanceof MissingProgram ? 2 : 1;
  }),
);
