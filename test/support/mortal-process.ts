import assert from 'node:assert/strict';
import type { CrashPoint } from '../../runtime/crash-points.ts';
import { type ServiceProcess, spawnMain } from './service-process.ts';
import { waitFor } from './wait-for.ts';

/** Variables of a process that can be told where to die. */
export const mortal = {
  NODE_OPTIONS: `--import ${new URL('./die-at.mjs', import.meta.url).href}`,
};

/** How long a point may stay out of reach, in milliseconds; on an idle machine it is reached in a few seconds. */
const patienceMs = 120_000;

/** Tells a mortal process where to die; resolves when it knows. `times`: the how manieth time it gets there. */
export const arm = async (process: ServiceProcess, point: CrashPoint, times = 1): Promise<void> => {
  process.tell(`${point} ${times}`);
  await waitFor(`the process to be armed`, () => process.output().includes(`armed ${point}\n`));
};

/** Resolves when a process has died at the point that it was armed with. */
export const died = async (
  process: Pick<ServiceProcess, 'ended' | 'output'>,
  point: string,
): Promise<void> => {
  let ending: unknown;
  void process.ended.then((how) => {
    ending = how;
  });
  await waitFor(`a process to die at ${point}`, () => ending !== undefined, patienceMs);
  assert.equal(ending, 'SIGKILL', `it was to die at ${point}:\n${process.output()}`);
};

/** Starts `main.ts <mode>` to die at `point`, perhaps before it is ready; resolves when it has. */
export const startToDie = async (
  mode: string,
  variables: Readonly<Record<string, string>>,
  point: CrashPoint,
  times = 1,
): Promise<void> => {
  const { child, ended, output } = spawnMain(mode, { ...variables, ...mortal, DIE_AT: `${point} ${times}` });
  try {
    await died({ ended, output }, point);
  } finally {
    child.kill('SIGKILL');
  }
};
