import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import { messageTypes } from '../../contracts/message-types.ts';
import { presentEmissions, readEmissions } from '../../runtime/actor/emissions.ts';
import { storedFact } from '../../runtime/actor/load-state.ts';
import { beforeFirst, replay, stepAgain } from '../../runtime/actor/replay.ts';
import { machineOf } from '../../runtime/actor/step.ts';
import { createDirectory } from '../../runtime/directory.ts';
import { groupBy } from '../../runtime/group-by.ts';
import type { ServiceDefinition } from '../../runtime/service.ts';
import type { Database } from '../../runtime/store/database.ts';
import type { ActorRow } from '../../runtime/store/load-batch.ts';
import { type StreamEvent, streamEventColumns } from '../../runtime/store/read-stream.ts';
import { serviceDefinitions } from './service-definitions.ts';

/**
 * Folding every stream again gives the states and emissions that were recorded and the snapshot that is stored. Of
 * 300 orders that takes more than half a second: with `changedSince` (milliseconds since the epoch) only actors that
 * changed then or later are looked at.
 */
export const checkReplay = async (database: Database, changedSince = 0): Promise<string[]> => {
  const problems: string[] = [];
  for (const definition of serviceDefinitions)
    problems.push(...(await checkService(database, definition, new Date(changedSince).toISOString())));
  return problems;
};

const checkService = async (
  database: Database,
  service: ServiceDefinition,
  since: string,
): Promise<string[]> => {
  const { rows: actors } = await sql<ActorRow>`select stream_id as "streamId", version,
      machine_version as "machineVersion", revision, snapshot
    from ${sql.table(`${service.name}.actors`)} where version > 0 and updated_at >= ${since}::timestamptz`.execute(
    database,
  );
  const { rows: events } = await sql<StreamEvent>`select ${streamEventColumns}
    from ${sql.table(`${service.name}.events`)}
    where stream_id in (
      select stream_id from ${sql.table(`${service.name}.actors`)} where updated_at >= ${since}::timestamptz
      -- Not "or": beyond work_mem it looked through a list of all streams for each event, more than 6 minutes.
      union all select stream_id from ${sql.table(`${service.name}.events`)} where time >= ${since}::timestamptz)
    order by stream_id, version`.execute(database);
  const streams = groupBy(events, (event) => event.streamId);
  const known = new Set<string>(actors.map(({ streamId }) => streamId));
  const { definitionOf } = createDirectory(service);
  return [
    ...[...streams.keys()].filter((stream) => !known.has(stream)).map((stream) => `${stream} has no actor`),
    ...actors.flatMap((actor) => {
      const stream = streams.get(actor.streamId) ?? [];
      if (stream.length !== actor.version || stream.some(({ version }, index) => version !== index + 1))
        return [`${actor.streamId} is at version ${actor.version} with ${stream.length} events`];
      return checkStream(definitionOf(actor.streamId), actor, stream);
    }),
  ];
};

/** As it comes back from the database. */
const stored = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const checkStream = (
  definition: ServiceDefinition['actors'][number],
  { streamId, snapshot, machineVersion }: ActorRow,
  stream: readonly StreamEvent[],
): string[] => {
  const problems: string[] = [];
  const [first] = stream;
  let state = beforeFirst(definition, streamId, first?.machineVersion ?? machineVersion);
  for (const event of stream) {
    const { after, transition } = stepAgain(definition, state, storedFact(messageTypes, event));
    const machine = machineOf(definition, event.machineVersion);
    const emitted = presentEmissions(machine, messageTypes, transition.emitted);
    if (!isDeepStrictEqual(stored(transition.value), event.state))
      problems.push(
        `${streamId} version ${event.version} leads to ${JSON.stringify(transition.value)}, ` +
          `recorded is ${JSON.stringify(event.state)}`,
      );
    if (!isDeepStrictEqual(stored(emitted), stored(readEmissions(messageTypes, event.emitted))))
      problems.push(`${streamId} version ${event.version} emits something else than was recorded`);
    state = after;
  }
  const { streamId: _streamId, ...folded } = replay(
    definition,
    streamId,
    stream.map((event) => storedFact(messageTypes, event)),
  );
  if (snapshot && !isDeepStrictEqual(stored(folded), snapshot))
    problems.push(`${streamId} replays to ${JSON.stringify(folded)}, stored is ${JSON.stringify(snapshot)}`);
  return problems;
};
