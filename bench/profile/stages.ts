import type { CpuProfile, ProfileNode } from './cpu-profiler.ts';

/** What a process does, by whose code it runs: the first pattern that a frame's file matches. */
const stagePatterns: readonly (readonly [stage: Stage, pattern: RegExp])[] = [
  ['mail', /\/actors\/notification\/(?:append-lines|compose-mail|escape-html|file-mailer|format-money)\./],
  ['machine steps', /\/machines\/|\/actors\/|\/runtime\/actor\/|node_modules\/xstate\//],
  ['PostgreSQL', /\/runtime\/(?:store|projection)\/|node_modules\/(?:pg|pg-[^/]+|kysely|postgres-[^/]+)\//],
  ['RabbitMQ', /\/runtime\/(?:broker|delivery)\/|node_modules\/(?:amqplib|buffer-more-ints)\//],
  ['schema checks', /node_modules\/typebox\/|\/contracts\//],
  [
    'logs and metrics',
    /\/runtime\/telemetry\/|node_modules\/(?:pino|sonic-boom|prom-client|thread-stream)[^/]*\//,
  ],
  [
    'HTTP',
    /\/runtime\/http\/|node_modules\/(?:fastify|@fastify|find-my-way|avvio)[^/]*\/|node:_http|node:http/,
  ],
];

/** Where CPU time goes. */
export type Stage =
  | 'machine steps'
  | 'PostgreSQL'
  | 'RabbitMQ'
  | 'schema checks'
  | 'logs and metrics'
  | 'mail'
  | 'HTTP'
  | 'garbage collection'
  | 'Node itself';

export const stages: readonly Stage[] = [
  ...stagePatterns.map(([stage]) => stage),
  'garbage collection',
  'Node itself',
];

/** Milliseconds of CPU by stage: each sample counts for the innermost frame whose owner is known. */
export const stagesOf = ({ nodes, samples, timeDeltas }: CpuProfile): ReadonlyMap<Stage, number> => {
  const stageOf = classify(nodes);
  const times = new Map<Stage, number>();
  for (const [index, sample] of samples.entries()) {
    const stage = stageOf.get(sample);
    // A sample stands for the time until the next one.
    const microseconds = timeDeltas[index + 1] ?? 0;
    if (stage) times.set(stage, (times.get(stage) ?? 0) + microseconds / 1_000);
  }
  return times;
};

/** The stage of every node; none for idle. */
const classify = (nodes: readonly ProfileNode[]): ReadonlyMap<number, Stage> => {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const stageOf = new Map<number, Stage>();
  const visit = (node: ProfileNode, inherited: Stage): void => {
    const { functionName, url } = node.callFrame;
    const own = stagePatterns.find(([, pattern]) => pattern.test(url))?.[0] ?? inherited;
    const stage = functionName === '(garbage collector)' ? 'garbage collection' : own;
    if (functionName !== '(idle)') stageOf.set(node.id, stage);
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child) visit(child, stage);
    }
  };
  const [root] = nodes;
  if (root) visit(root, 'Node itself');
  return stageOf;
};
