// The layout of one graph, in a thread of its own: the order machine takes a second or more of computing, which a
// service must not stand still for. Plain JavaScript, because a thread of Node 20 does not get the loader of the process.
import { parentPort } from 'node:worker_threads';
import Elk from 'elkjs/lib/main.js';

parentPort?.once('message', async (graph) => parentPort?.postMessage(await new Elk().layout(graph)));
