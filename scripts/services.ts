// Runs the five services as five processes against DATABASE_URL, RABBITMQ_URL and REDIS_URL.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { localServers } from './local-servers.ts';
import { nodeFlags } from './node-flags.ts';

const ports = { order: 3001, inventory: 3002, payment: 3003, notification: 3004, analytics: 3005 };
/** A service finishes what it has begun when it is told to stop; after this long it is killed. */
const stopWithinMs = 20_000;
const pollEveryMs = 250;
const impatientAfterMs = 30_000;

// One PORT for five processes would let only the first of them listen.
const { PORT: _, ...inherited } = process.env;
const environment = {
  ...localServers,
  LOG_FORMAT: process.stdout.isTTY ? 'pretty' : 'json',
  ...inherited,
};
const stopping = new AbortController();

const stop = (reason: string, exitCode: number): void => {
  if (stopping.signal.aborted) return;
  process.exitCode = exitCode;
  console.log(`Stopping the services: ${reason}.`);
  stopping.abort();
};

const start = (service: string): ChildProcess => {
  // No wrapper in between, so that signals reach it; a process group of its own, because a terminal's Ctrl-C goes
  // to the whole group: the service would be told twice, and the second time means "at once".
  const child = spawn(process.execPath, [...nodeFlags, 'dist/main.mjs', service], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const forward = (input: NodeJS.ReadableStream, output: NodeJS.WritableStream): void => {
    createInterface({ input }).on('line', (line) => output.write(`${service.padEnd(12)} │ ${line}\n`));
  };
  forward(child.stdout, process.stdout);
  forward(child.stderr, process.stderr);
  child.once('error', (error) => stop(`${service} could not be started (${error.message})`, 1));
  child.once('exit', (code, signal) =>
    stop(`${service} ended unexpectedly (${signal ?? `exit code ${code}`})`, 1),
  );
  return child;
};

/** Tells the child to end when the stop comes; resolves when it has ended and all its output was read. */
const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    let deadline: NodeJS.Timeout | undefined;
    stopping.signal.addEventListener('abort', () => {
      child.kill('SIGTERM');
      deadline = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    });
    child.once('close', (_code, signal) => {
      clearTimeout(deadline);
      if (signal === 'SIGKILL') process.exitCode = 1;
      resolve();
    });
  });

const isReady = async (port: number): Promise<boolean> => {
  try {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(2_000)]);
    return (await fetch(`http://127.0.0.1:${port}/health/ready`, { signal })).ok;
  } catch {
    return false;
  }
};

const announceReadiness = async (): Promise<void> => {
  const startedAt = Date.now();
  let impatient = false;
  while (!stopping.signal.aborted) {
    const answers = await Promise.all(
      Object.entries(ports).map(async ([service, port]) => ({ service, ready: await isReady(port) })),
    );
    const waitingFor = answers.filter(({ ready }) => !ready).map(({ service }) => service);
    if (waitingFor.length === 0) return console.log(welcome);
    if (!impatient && Date.now() - startedAt > impatientAfterMs) {
      impatient = true;
      console.log(`Still not ready: ${waitingFor.join(', ')}. The lines above should say why.`);
    }
    await wait(pollEveryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
};

const welcome = `
All five services are ready: ${Object.entries(ports)
  .map(([service, port]) => `${service} ${port}`)
  .join(', ')}.
The console is at http://127.0.0.1:${ports.analytics}/console/
Each has its documentation at /docs, for example http://127.0.0.1:${ports.order}/docs
Name a product, put 100 of it in stock, and see it:
  curl -X PUT http://127.0.0.1:${ports.inventory}/products/MUG -H 'content-type: application/json' -d '{"name":"Mug","price":1290,"currency":"EUR"}'
  curl -X POST http://127.0.0.1:${ports.inventory}/products/MUG/stock -H 'content-type: application/json' -d '{"quantity":100}'
Then order one:
  curl -X POST http://127.0.0.1:${ports.order}/orders -H 'content-type: application/json' -H 'prefer: wait=5' -d '{"customerId":"ada","email":"ada@example.org","currency":"EUR","lines":[{"sku":"MUG","quantity":1}],"payment":{"token":"tok_visa"}}'
Ctrl-C stops them.
`;

// Whatever follows the first signal is the same wish: npm and the terminal may both deliver one Ctrl-C.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal, 0));
const children = Object.keys(ports).map(start);
await Promise.all([...children.map(ended), announceReadiness()]);
