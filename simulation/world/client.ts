import type { StreamId } from '../../contracts/ids.ts';
import type { DataOf, MessageType } from '../../contracts/message-type.ts';
import type { ActorState } from '../../runtime/actor/actor-state.ts';
import { topState } from '../../runtime/actor/step.ts';
import { pause } from '../../runtime/clock.ts';
import { Poison, Rejected } from '../../runtime/errors.ts';
import { submitCommand } from '../../runtime/http/submit-command.ts';
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
  /** Nobody waits for an answer. */
  isIdle(): boolean;
}

const shown = (state: ActorState): string => topState(state);

/** Makes the clients of a run. */
export const createClient = (world: World, processes: readonly SimulatedProcess[]): Client => {
  const { time, trace, coverage, weather } = world;
  const random = world.random.fork('client');
  let waiting = 0;

  /** One attempt; undefined when no answer came. */
  const attempt = async (...[name, command, data, subject, key]: Parameters<Client['ask']>) => {
    const running = processes.filter((each) => each.name === name && each.running() !== undefined);
    const alive = running.length > 0 ? random.pick(running).running() : undefined;
    if (!alive) return undefined;
    const { incarnation, service } = alive;
    const headers = { 'idempotency-key': key };
    const request = { headers, traceparent: newTraceparent(key) };
    return new Promise<Answer | undefined>((resolve, reject) => {
      const forget = incarnation.onDeath(() => resolve(undefined));
      const asked = incarnation.run(() => submitCommand(service, { request, command, data, subject }, shown));
      asked
        .then(
          (state): Answer => ({ state }),
          (error: unknown): Answer | undefined => {
            if (error instanceof Rejected && error.code !== 'actor/blocked') return { rejected: error };
            // It would be refused for ever.
            if (error instanceof Poison) throw error;
            trace.add('client', `is told to ask again: ${error instanceof Error ? error.message : error}`);
            return undefined;
          },
        )
        .then(resolve, reject)
        .finally(forget);
    });
  };

  return {
    isIdle: () => waiting === 0,
    ask: async (service, command, data, subject, key) => {
      waiting += 1;
      let taken: string | undefined;
      for (;;) {
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
        await pause(time, random.magnitude(100, 30_000));
      }
    },
  };
};
