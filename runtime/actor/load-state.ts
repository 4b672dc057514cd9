import type { StreamId } from '../../contracts/ids.ts';
import type { MessageType } from '../../contracts/message-type.ts';
import { Poison } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { type ActorRow, loadActor } from '../store/load-batch.ts';
import { readStream, type StreamEvent } from '../store/read-stream.ts';
import type { ActorState } from './actor-state.ts';
import type { ActorDefinition } from './definition.ts';
import { initialState, replay, type StoredFact } from './replay.ts';
import { stateOfSnapshot } from './state-of-snapshot.ts';
import { upcast } from './upcast.ts';

/** The log row as the machine takes it: in the present schema, flat. */
export const storedFact = (messageTypes: ReadonlyMap<string, MessageType>, row: StreamEvent): StoredFact => ({
  version: row.version,
  machineVersion: row.machineVersion,
  fact: { type: row.type, ...Object(upcast(messageTypes.get(row.type), row.schemaVersion, row.data)) },
  time: row.time.getTime(),
});

/**
 * The state that an actor's row holds; folded from the stream when its snapshot is gone or does not fit its machine.
 * @throws Poison `actor/not-replayable` when the machine no longer takes a fact of the stream; `machine/unknown-version`.
 */
export const stateOfRow = async (
  database: Database,
  schema: string,
  definition: ActorDefinition<unknown, unknown>,
  messageTypes: ReadonlyMap<string, MessageType>,
  streamId: StreamId,
  row: ActorRow | undefined,
): Promise<ActorState> => {
  if (!row || row.version === 0) return initialState(definition, streamId);
  const kept = stateOfSnapshot(definition, streamId, row);
  if (kept) return kept;
  const stream = await readStream(database, schema, streamId, { upTo: row.version });
  const facts = stream.map((event) => storedFact(messageTypes, event));
  try {
    return replay(definition, streamId, facts);
  } catch (error) {
    if (error instanceof Poison) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Poison(
      'actor/not-replayable',
      `${streamId} cannot be folded from its stream: ${reason}`,
      {},
      error,
    );
  }
};

/** The actor as its row has it now; undefined when it does not exist. @throws what `stateOfRow` throws */
export const readActor = async (
  database: Database,
  schema: string,
  definitionOf: (streamId: StreamId) => ActorDefinition<unknown, unknown>,
  messageTypes: ReadonlyMap<string, MessageType>,
  streamId: StreamId,
): Promise<ActorState | undefined> => {
  const row = await loadActor(database, schema, streamId);
  if (!row || row.version === 0) return undefined;
  return stateOfRow(database, schema, definitionOf(streamId), messageTypes, streamId, row);
};
