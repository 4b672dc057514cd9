import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadJob, LoadResult } from './load-job.ts';

const program = fileURLToPath(new URL('load-process.ts', import.meta.url));

/** Puts a load on from a process of its own; resolves when every order was answered. */
export const applyLoad = async (job: LoadJob): Promise<LoadResult> => {
  const child = fork(program, { execArgv: ['--import', 'tsx'], serialization: 'advanced' });
  child.send(job);
  const result = once(child, 'message').then(([message]: LoadResult[]) => message);
  const ended = once(child, 'exit');
  const outcome = await Promise.race([result, ended.then(() => undefined)]);
  await ended;
  if (!outcome) throw new Error('The load process ended without a result');
  return outcome;
};
