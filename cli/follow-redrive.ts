import { setTimeout as wait } from 'node:timers/promises';
import type { RedriveProgress } from '../contracts/http/dead-letter-http.ts';
import { type Client, Unreachable } from './client.ts';

const lookEveryMs = 250;
/** A process may be restarted meanwhile: the redrive goes on after it. */
const patienceMs = 60_000;

/** Looks until nothing of the redrive moves any more; `onProgress` is told of every change. */
export const followRedrive = async (
  client: Client,
  redriveId: string,
  onProgress: (progress: RedriveProgress) => void,
): Promise<RedriveProgress> => {
  let last = '';
  let patience = patienceMs / lookEveryMs;
  for (;;) {
    try {
      const progress = await client.get<RedriveProgress>(`/redrives/${redriveId}`);
      patience = patienceMs / lookEveryMs;
      if (JSON.stringify(progress) !== last) onProgress(progress);
      last = JSON.stringify(progress);
      if (progress.waiting === progress.blocked) return progress;
    } catch (error) {
      patience -= 1;
      if (!(error instanceof Unreachable) || patience <= 0) throw error;
    }
    await wait(lookEveryMs);
  }
};
