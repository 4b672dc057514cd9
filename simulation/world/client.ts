import type { StreamId } from '../../contracts/ids.ts';
import type { DataOf, MessageType } from '../../contracts/message-type.ts';
import type { ActorState } from '../../runtime/actor/actor-state.ts';
import { topState } from '../../runtime/actor/step.ts';
import { pause } from '../../runtime/clock.ts';
import { Poison, Rejected } from '../../runtime/errors.ts';
import { submitCommand } from '../../runtime/http/submit-command.ts';
import type { Service } from '../../runtime/service.ts';
import { newTraceparent } from '../../runtime/telemetry/trace-context.ts';
import { cover } from './coverage.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/** What a client was told: the state of the actor, or why not. */
export type Answer = { readonly state: unknown } | { readonly rejected: Rejected };

/** Sends commands as HTTP does, below the server: asks again under the same key until somebody answers. */
export interface Client {
  ask<Command extends MessageType>(
    service: string,
    command: Command,
    data: DataOf<Command>,
    subject: StreamId,
    key: string,
  ): Promise<Answer>;
  /** Does something on a process of `service`, as an operator's tool does: again until one has done it. */
  operate(service: string, work: (service: Service) => Promise<unknown>): Promise<void>;
  /** Nobody waits for an answer. */
  isIdle(): boolean;
}

const shown = (state: ActorState): string => topState(state);

/** Makes the clients of a run. */
export const createClient = (world: World, processes: readonly SimulatedProcess[]): Client => {
  const { time, trace, coverage, weather } = world;
  const random = world.random.fork('client');
  let waiting = 0;

  /** Work on a process of a service that is running; undefined when none is, or when it dies meanwhile. */
  const within = async <Outcome>(
    name: string,
    work: (service: Service) => Promise<Outcome>,
  ): Promise<Outcome | undefined> => {
    const running = processes.filter((each) => each.name === name && each.running() !== undefined);
    const alive = running.length > 0 ? random.pick(running).running() : undefined;
    if (!alive) return undefined;
    const { incarnation, service } = alive;
    return new Promise<Outcome | undefined>((resolve, reject) => {
      const forget = incarnation.onDeath(() => resolve(undefined));
      incarnation
        .run(() => work(service))
        .then(resolve, reject)
        .finally(forget);
    });
  };

  /** It may go better the next time. @throws what would be refused for ever */
  const isToldToAskAgain = (error: unknown): undefined => {
    if (error instanceof Poison) throw error;
    trace.add('client', `is told to ask again: ${error instanceof Error ? error.message : error}`);
  };

  /** One attempt; undefined when no answer came. */
  const attempt = (...[name, command, data, subject, key]: Parameters<Client['ask']>) => {
    const request = { headers: { 'idempotency-key': key }, traceparent: newTraceparent(key) };
    return within(name, (service) =>
      submitCommand(service, { request, command, data, subject }, shown).then(
        (state): Answer => ({ state }),
        (error: unknown): Answer | undefined =>
          error instanceof Rejected && error.code !== 'actor/blocked'
            ? { rejected: error }
            : isToldToAskAgain(error),
      ),
    );
  };

  /** Patient clients wait longer each time: what is blocked waits for an operator, who comes when he comes. */
  const pauseAfter = (attempts: number) =>
    pause(time, random.magnitude(100, 30_000) * 2 ** Math.min(attempts, 8));

  return {
    isIdle: () => waiting === 0,
    operate: async (name, work) => {
      waiting += 1;
      const done = (): Promise<boolean | undefined> =>
        within(name, (service) =>
          work(service).then(
            () => true,
            // A refusal is an answer: somebody has done it before.
            (error: unknown) => error instanceof Rejected || isToldToAskAgain(error),
          ),
        );
      for (let attempts = 0; !(await done()); attempts += 1) await pauseAfter(attempts);
      waiting -= 1;
    },
    ask: async (service, command, data, subject, key) => {
      waiting += 1;
      let taken: string | undefined;
      for (let attempts = 0; ; attempts += 1) {
        trace.add('client', `asks ${service} for ${command.type} of ${subject}`);
        const answer = await attempt(service, command, data, subject, key);
        // What was taken once is answered again in the same way, whoever forgot about it.
        if (answer && taken !== undefined && JSON.stringify(answer) !== taken)
          world.violation(`${key} was answered ${taken} and then ${JSON.stringify(answer)}`);
        if (answer && 'state' in answer) taken = JSON.stringify(answer);
        const lost = answer !== undefined && random.chance(weather.lostAnswer);
        if (lost) cover(coverage, 'fault', 'lost answer');
        if (answer !== undefined && !lost) {
          const told = 'rejected' in answer ? answer.rejected.code : JSON.stringify(answer.state);
          cover(coverage, 'outcome', `${command.type}: ${'rejected' in answer ? told : 'taken'}`);
          trace.add('client', `is told of ${command.type} of ${subject}: ${told}`);
          waiting -= 1;
          return answer;
        }
        await pauseAfter(attempts);
      }
    },
  };
};
