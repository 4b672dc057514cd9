import type { Ceiling } from './ceilings/ceiling.ts';
import { measureCeilings } from './ceilings/measure-ceilings.ts';
import type { Contender } from './contender.ts';
import { type EmbeddedFigures, measureEmbedded } from './embedded/measure-embedded.ts';
import { type Machine, readMachine } from './machine.ts';
import type { Measurement } from './measurement.ts';
import type { BenchOptions } from './options.ts';
import { ours } from './ours/ours.ts';
import { dbos } from './peer/dbos.ts';
import { peerVersion } from './peer/install-peers.ts';
import { restate } from './peer/restate.ts';
import { planPeerSweep, planSweep } from './plan-sweep.ts';
import { sweep } from './sweep.ts';

/** All that one run has measured; what was not asked for is empty. */
export interface Benchmark {
  readonly machine: Machine;
  readonly quick: boolean;
  readonly seconds: number;
  /** By contender, one list of measurements a round. */
  readonly contenders: Readonly<Record<string, readonly (readonly Measurement[])[]>>;
  readonly ceilings: readonly Ceiling[];
  readonly embedded: EmbeddedFigures | null;
}

const warmUpSeconds = 5;

/** The contenders in turn, round by round; then each part of ours alone. */
export const runBenchmark = async ({
  quick,
  only,
  rounds,
  seconds,
}: Pick<BenchOptions, 'quick' | 'only' | 'rounds' | 'seconds'>): Promise<Benchmark> => {
  const asked = (part: 'ours' | 'peers' | 'ceilings') => only === undefined || only === part;
  const peers = asked('peers') ? [dbos, restate] : [];
  const contenders: readonly Contender[] = [...(asked('ours') ? [ours] : []), ...peers];
  const results = new Map<string, (readonly Measurement[])[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1)
    for (const contender of contenders) {
      const plan = contender === ours ? planSweep : planPeerSweep;
      const measured = await sweep(contender, plan(quick, seconds), `round ${round}`);
      results.get(contender.name)?.push(measured);
    }
  const machine = await readMachine();
  return {
    machine: {
      ...machine,
      versions: { ...machine.versions, ...(peers.length > 0 ? await peerVersions() : {}) },
    },
    quick,
    seconds,
    contenders: Object.fromEntries(results),
    ceilings: asked('ceilings') ? await measureCeilings(seconds) : [],
    embedded: asked('ours') && !(quick && only) ? await measureEmbedded(seconds, warmUpSeconds) : null,
  };
};

const peerVersions = async (): Promise<Readonly<Record<string, string>>> => ({
  DBOS: await peerVersion('@dbos-inc/dbos-sdk'),
  Restate: await peerVersion('@restatedev/restate-server'),
});
