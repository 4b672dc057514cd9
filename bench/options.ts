import { Command, InvalidArgumentError, Option } from 'commander';

/** What `npm run bench` was asked for. */
export interface BenchOptions {
  readonly quick: boolean;
  readonly only: 'ours' | 'peers' | 'ceilings' | undefined;
  readonly rounds: number;
  /** Of each load. */
  readonly seconds: number;
  /** Orders to fill the database with, to see what they cost; undefined for the usual measurement. */
  readonly growth: number | undefined;
  /** Minutes of a steady load, to see what becomes of the memory. */
  readonly soak: number | undefined;
  /** Where the time of an order goes. */
  readonly profile: boolean;
  /** The folder for the JSON and the pictures. */
  readonly output: string;
}

const defaults = { full: { rounds: 3, seconds: 20 }, quick: { rounds: 1, seconds: 5 } };
const manyOrders = 1_000_000;
const soakMinutes = 10;

const positive = (text: string): number => {
  const number = Number(text);
  if (number > 0) return number;
  throw new InvalidArgumentError('It must be a number above 0.');
};

/** Reads the command line; prints the help and exits when it is asked to. */
export const readOptions = (): BenchOptions => {
  const { growth, soak, ...options } = new Command('bench')
    .description('Measures orders a second and how long they take, of this system and of its peers.')
    .option('--quick', 'few and short loads, less than a minute for ours alone', false)
    .addOption(new Option('--only <part>', 'only this part').choices(['ours', 'peers', 'ceilings']))
    .option('--rounds <number>', 'how often all are measured in turn (default: 3, quick 1)', positive)
    .option('--seconds <number>', 'how long each load is put on (default: 20, quick 5)', positive)
    .option('--growth [orders]', `with so many settled orders stored (${manyOrders}) instead`, positive)
    .option('--soak [minutes]', `a steady load for so long (${soakMinutes}) instead`, positive)
    .option('--profile', 'where the CPU time of an order goes, instead', false)
    .option('--output <folder>', 'where the JSON and the pictures are written', '.data/bench')
    .parse()
    .opts<
      Partial<Omit<BenchOptions, 'growth' | 'soak'>> & {
        quick: boolean;
        profile: boolean;
        output: string;
        growth?: number | true;
        soak?: number | true;
      }
    >();
  return {
    only: undefined,
    ...(options.quick ? defaults.quick : defaults.full),
    ...options,
    growth: growth === true ? manyOrders : growth,
    soak: soak === true ? soakMinutes : soak,
  };
};
