import type { Ceiling } from './ceilings/ceiling.ts';
import { measureCeilings } from './ceilings/measure-ceilings.ts';
import type { Contender } from './contender.ts';
import { type EmbeddedFigures, measureEmbedded } from './embedded/measure-embedded.ts';
import { type Machine, readMachine } from './machine.ts';
import type { Measurement } from './measurement.ts';
import { NoResult } from './no-result.ts';
import type { BenchOptions } from './options.ts';
import { ours } from './ours/ours.ts';
import { dbos } from './peer/dbos.ts';
import { installPeers, peerVersion } from './peer/install-peers.ts';
import { restate } from './peer/restate.ts';
import { planPeerSweep, planSweep } from './plan-sweep.ts';
import { sweep } from './sweep.ts';

/** All that one run has measured; what was not asked for is empty. */
export interface Benchmark {
  readonly machine: Machine;
  readonly quick: boolean;
  readonly seconds: number;
  /** By contender, one list of measurements a round; it is empty when a peer came to no result in it. */
  readonly contenders: Readonly<Record<string, readonly (readonly Measurement[])[]>>;
  readonly ceilings: readonly Ceiling[];
  readonly embedded: EmbeddedFigures | null;
}

/**
 * The contenders in turn, round by round; then each part of ours alone. `onPart` is given what there is after each round
 * and each part: what fails later takes nothing of it away.
 */
export const runBenchmark = async (
  { quick, only, rounds, seconds }: Pick<BenchOptions, 'quick' | 'only' | 'rounds' | 'seconds'>,
  onPart: (soFar: Benchmark) => Promise<void>,
): Promise<Benchmark> => {
  const asked = (part: 'ours' | 'peers' | 'ceilings') => only === undefined || only === part;
  const peers = asked('peers') ? [dbos, restate] : [];
  const contenders: readonly Contender[] = [...(asked('ours') ? [ours] : []), ...peers];
  const machine = await readMachine();
  const versions = { ...machine.versions, ...(peers.length > 0 ? await peerVersions() : {}) };
  let soFar: Benchmark = {
    machine: { ...machine, versions },
    quick,
    seconds,
    contenders: Object.fromEntries(contenders.map(({ name }) => [name, []])),
    ceilings: [],
    embedded: null,
  };
  const add = async (part: Partial<Benchmark>): Promise<void> => {
    soFar = { ...soFar, ...part };
    await onPart(soFar);
  };
  for (let round = 1; round <= rounds; round += 1)
    for (const contender of contenders) {
      const plan = contender === ours ? planSweep : planPeerSweep;
      const measured = await sweep(contender, plan(quick, seconds), `round ${round}`).catch(
        (error: unknown): readonly Measurement[] => {
          // What a peer does not answer takes nothing away from the others; of ours it is what the run is to find.
          if (contender === ours || !(error instanceof NoResult)) throw error;
          console.error(`${contender.name}, round ${round}: ${error.message}`);
          return [];
        },
      );
      const earlier = soFar.contenders[contender.name] ?? [];
      await add({ contenders: { ...soFar.contenders, [contender.name]: [...earlier, measured] } });
    }
  if (asked('ceilings')) await add({ ceilings: await measureCeilings(seconds) });
  if (asked('ours') && !(quick && only))
    await add({ embedded: await measureEmbedded(seconds, planSweep(quick, seconds).warmUpSeconds) });
  return soFar;
};

const peerVersions = async (): Promise<Readonly<Record<string, string>>> => {
  await installPeers();
  return {
    DBOS: await peerVersion('@dbos-inc/dbos-sdk'),
    Restate: await peerVersion('@restatedev/restate-server'),
  };
};
