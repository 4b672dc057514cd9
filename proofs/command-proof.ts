import { messageId, streamId } from '../contracts/ids.ts';
import type { MessageType } from '../contracts/message-type.ts';
import type { ActorDefinition } from '../runtime/actor/definition.ts';
import { type Step, step } from '../runtime/actor/step.ts';
import type { Graph, Node } from './explore.ts';
import type { Counterexample } from './proof.ts';
import { tellPath } from './tell-path.ts';

/** How an actor is asked: a sample of each command, and what it knows when it decides. */
export interface Commands {
  readonly definition: ActorDefinition<unknown, unknown>;
  readonly messageTypes: ReadonlyMap<string, MessageType>;
  /** Type → data that are accepted where the command is possible. */
  readonly samples: Readonly<Record<string, unknown>>;
  readonly known?: unknown;
}

const statement = 'every command is possible, or is refused with what is possible';

/**
 * Sends every command of an actor into every state of its machine, through the step of the runtime. What is refused
 * must name the commands that are accepted in that state, all of them and no other. Returns the shortest path to one
 * that is not; undefined when there is none.
 */
export const refuteCommands = (graph: Graph, commands: Commands): string | undefined => {
  for (const node of graph.nodes) {
    const because = wrongAnswer(graph, node, commands);
    const counterexample: Counterexample | undefined =
      because === undefined ? undefined : { because, at: node };
    if (counterexample) return tellPath(statement, counterexample);
  }
  return undefined;
};

const wrongAnswer = (graph: Graph, node: Node, commands: Commands): string | undefined => {
  const types = commands.definition.reactions.flatMap(({ leadsTo, message }) =>
    leadsTo ? message.type : [],
  );
  const answers = types.map((type) => ({ type, answer: ask(graph, node, type, commands) }));
  const possible = answers.filter(({ answer }) => answer.kind === 'accepted').map(({ type }) => type);
  for (const { type, answer } of answers) {
    if (answer.kind === 'ignored') return `${type} is ignored, and its sender waits`;
    // What `decide` refuses has a code of its own that says what to do.
    if (answer.kind === 'accepted' || answer.error.code !== 'command/not-possible') continue;
    const { allowed } = answer.error.details;
    if (JSON.stringify(allowed) === JSON.stringify(possible)) continue;
    return `${type} is refused with ${JSON.stringify(allowed)}; possible is ${JSON.stringify(possible)}`;
  }
  return undefined;
};

const ask = (graph: Graph, node: Node, type: string, commands: Commands): Step => {
  const { definition, messageTypes, samples, known } = commands;
  const { value, context, status } = node.snapshot;
  const stream = streamId(definition.category, String(graph.ledger.input.id));
  const state = {
    streamId: stream,
    version: node.cause ? 1 : 0,
    machineVersion: Number(graph.machine.version),
    value,
    context,
    done: status === 'done',
    createdAt: 0,
    updatedAt: 0,
    timers: {},
  };
  const id = `${stream}/${type}`;
  const message = {
    type,
    schemaVersion: messageTypes.get(type)?.schemaVersion ?? 1,
    source: 'proof',
    subject: stream,
    subjectVersion: 0,
    time: new Date(0).toISOString(),
    correlationId: stream,
    causationId: stream,
    traceparent: '',
    data: samples[type],
  };
  return step(
    { service: 'proof', definition, messageTypes, now: 0 },
    state,
    { message: { ...message, id: messageId(id) } },
    known,
  );
};
