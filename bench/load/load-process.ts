// The load, in a process of its own: takes one job from its parent, does it, and sends what came of it.
import type { LoadJob } from './load-job.ts';
import { runJob } from './run-job.ts';

process.once('message', (job: LoadJob) => {
  runJob(job).then(
    (result) => process.send?.(result, () => process.disconnect()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
// Nothing outlives the bench, however that dies.
process.once('disconnect', () => process.exit());
