// The layout of graphs, in a thread of its own: that of the order machine takes 1.5 s of CPU, for which a
// service must not stand still. Plain JavaScript, because a thread of Node 20 does not get the loader of the process.
import { parentPort } from 'node:worker_threads';
import Elk from 'elkjs/lib/main.js';

parentPort?.once('message', async (graphs) => {
  const elk = new Elk();
  const laidOut = [];
  for (const graph of graphs) laidOut.push(await elk.layout(graph));
  parentPort?.postMessage(laidOut);
});
