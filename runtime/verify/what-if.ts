import type { StreamId } from '../../contracts/ids.ts';
import type { ActorDefinition } from '../actor/definition.ts';
import { lifeOf } from '../actor/life-of.ts';
import type { Difference } from '../actor/take-again.ts';
import { actorsElsewhere } from '../store/actors-elsewhere.ts';
import { readStream } from '../store/read-stream.ts';
import type { Verified } from './verify-streams.ts';

/** Where a stream would have gone another way on another machine version. */
export interface Parting extends Difference {
  readonly streamId: StreamId;
  /** The fact that was recorded there, and the state in which it would have come. */
  readonly fact: string;
  readonly state: unknown;
}

/** What was found in some streams. */
export interface WhatIf {
  readonly streams: number;
  readonly facts: number;
  readonly partings: readonly Parting[];
  /** The last of them; undefined when none is left. */
  readonly last: StreamId | undefined;
}

/** Which streams are folded, and on what. */
export interface Supposition {
  readonly definition: ActorDefinition<unknown, unknown>;
  readonly machineVersion: number;
  /** Which part of the streams, from 0 to 1: always the same ones. */
  readonly share: number;
}

/**
 * Folds the next `limit` streams above `after` that are on other versions of their machine on this one, without effects,
 * and tells for each where it would first have gone another way. Rejects when `signal` aborts.
 */
export const whatIf = async (
  service: Pick<Verified, 'name' | 'database' | 'messageTypes'>,
  { definition, machineVersion, share }: Supposition,
  after: string,
  limit: number,
  signal: AbortSignal,
): Promise<WhatIf> => {
  const { database, name, messageTypes } = service;
  const { category } = definition;
  const streams = await actorsElsewhere(database, name, { category, machineVersion, share }, after, limit);
  const partings: Parting[] = [];
  let facts = 0;
  for (const streamId of streams) {
    signal.throwIfAborted();
    const events = await readStream(database, name, streamId);
    const { steps, state, differences } = lifeOf(definition, messageTypes, streamId, events, machineVersion);
    facts += steps.length;
    // What is emitted otherwise does not yet lead elsewhere, and would hide what does.
    const first = differences.find(({ kind }) => kind !== 'emitted') ?? differences[0];
    if (!first) continue;
    const event = events.find(({ version }) => version === first.version);
    const step = steps.find((each) => each.event.version === first.version);
    partings.push({ ...first, streamId, fact: event?.type ?? '', state: (step?.before ?? state).value });
  }
  return {
    streams: streams.length,
    facts,
    partings,
    last: streams.length < limit ? undefined : streams.at(-1),
  };
};
