import type { ServiceProcess } from './service-process.ts';
import { waitFor } from './wait-for.ts';

/** How a process ended that was told to. */
export interface Ending {
  readonly code: number | null;
  /** From the last signal until it was gone. */
  readonly milliseconds: number;
}

/** Sends SIGTERM; resolves when it is gone. */
export const tellToStop = async (process: ServiceProcess): Promise<Ending> => {
  const began = performance.now();
  const code = await process.stop();
  return { code, milliseconds: performance.now() - began };
};

/** Sends SIGTERM, and once more when it has begun to stop; resolves when it is gone. */
export const tellToStopTwice = async (process: ServiceProcess): Promise<Ending> => {
  const first = process.stop();
  // Two signals at once can be one.
  await waitFor('it to begin', () => process.output().includes('"closing"'));
  const ending = await tellToStop(process);
  await first;
  return ending;
};
