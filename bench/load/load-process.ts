// The load, in a process of its own: takes one job after another from its parent and sends what came of each.
import type { LoadJob } from './load-job.ts';
import { runJob } from './run-job.ts';

process.on('message', (job: LoadJob) => {
  runJob(job).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
// Nothing outlives the bench, however that dies.
process.once('disconnect', () => process.exit());
