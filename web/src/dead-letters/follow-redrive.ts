import type { RedriveBegun, RedriveProgress } from '../../../contracts/http/dead-letter-http.ts';
import { get } from '../api.ts';

/** A redrive and the service whose process knows it. */
export interface Begun extends RedriveBegun {
  readonly service: string;
}

/** The sum over several processes. */
export type Progress = Omit<RedriveProgress, 'redriveId'>;

const lookEveryMs = 400;

/** Asks how far redrives are until nothing of them can move by itself; `tell` is called each time. */
export const followRedrive = async (
  begun: readonly Begun[],
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) {
    const each = await Promise.all(
      begun.map(({ service, redriveId }) => get<RedriveProgress>(service, `/redrives/${redriveId}`, signal)),
    );
    const sum = (name: keyof Progress) => each.reduce((all, progress) => all + progress[name], 0);
    const progress = {
      total: sum('total'),
      waiting: sum('waiting'),
      blocked: sum('blocked'),
      succeeded: sum('succeeded'),
      failed: sum('failed'),
    };
    tell(progress);
    if (progress.waiting === progress.blocked) return;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
};
