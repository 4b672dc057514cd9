import { Command, InvalidArgumentError, Option } from 'commander';

/** What `npm run bench` was asked for. */
export interface BenchOptions {
  readonly quick: boolean;
  readonly only: 'ours' | 'peers' | 'ceilings' | undefined;
  readonly rounds: number;
  /** Of each load. */
  readonly seconds: number;
  /** The folder for the JSON and the pictures. */
  readonly output: string;
}

const defaults = { full: { rounds: 3, seconds: 20 }, quick: { rounds: 1, seconds: 5 } };

const positive = (text: string): number => {
  const number = Number(text);
  if (number > 0) return number;
  throw new InvalidArgumentError('It must be a number above 0.');
};

/** Reads the command line; prints the help and exits when it is asked to. */
export const readOptions = (): BenchOptions => {
  const options = new Command('bench')
    .description('Measures orders a second and how long they take, of this system and of its peers.')
    .option('--quick', 'few and short loads, less than a minute for ours alone', false)
    .addOption(new Option('--only <part>', 'only this part').choices(['ours', 'peers', 'ceilings']))
    .option('--rounds <number>', 'how often all are measured in turn (default: 3, quick 1)', positive)
    .option('--seconds <number>', 'how long each load is put on (default: 20, quick 5)', positive)
    .option('--output <folder>', 'where the JSON is written', '.data/bench')
    .parse()
    .opts<Partial<BenchOptions> & { quick: boolean; output: string }>();
  return { only: undefined, ...(options.quick ? defaults.quick : defaults.full), ...options };
};
