// Preloaded into a process that a test starts: ends it with SIGKILL when it reaches a crash point for the n-th time.
// Which one, is in DIE_AT as `point` or `point n`, or comes as such a line on standard input; "armed" is the answer.
// AHEAD_MS sets its clock ahead, so that what is due in minutes is due at once.
// Plain JavaScript, because the services run without a compiler.
import { subscribe } from 'node:diagnostics_channel';

const parse = (text) => {
  const [point, times = '1'] = text.split(' ');
  return [point, Number(times)];
};
let [target, count] = parse(process.env.DIE_AT ?? '');

// The name is that of runtime/crash-points.ts.
subscribe('order-processing.crash-point', (point) => {
  if (point !== target) return;
  count -= 1;
  if (count === 0) process.kill(process.pid, 'SIGKILL');
});

process.stdin.setEncoding('utf8').on('data', (line) => {
  [target, count] = parse(line.trim());
  process.stdout.write(`armed ${target}\n`);
});

const ahead = Number(process.env.AHEAD_MS ?? 0);
const now = Date.now;
if (ahead > 0) Date.now = () => now() + ahead;
