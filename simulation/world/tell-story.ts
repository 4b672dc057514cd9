import { sql } from 'kysely';
import { categoryOf, type StreamId } from '../../contracts/ids.ts';
import type { StateValue } from '../../runtime/actor/actor-state.ts';
import type { ServiceDefinition } from '../../runtime/service.ts';
import type { Database } from '../../runtime/store/database.ts';
import { cover } from './coverage.ts';
import { mapMachine } from './machine-edges.ts';
import type { World } from './world.ts';

interface Recorded {
  readonly streamId: StreamId;
  readonly version: number;
  readonly type: string;
  readonly state: StateValue;
  readonly emitted: readonly { readonly type: string }[];
  readonly time: Date;
}

/** Tells the trace what every actor went through, and counts the states and edges that were seen. */
export const tellStory = async (
  { trace, coverage }: World,
  database: Database,
  { name: service, actors }: ServiceDefinition,
): Promise<void> => {
  const { rows } = await sql<Recorded>`select stream_id as "streamId", version, type, state, emitted, time
    from ${sql.table(`${service}.events`)} order by time, stream_id, version`.execute(database);
  const maps = new Map(
    actors.flatMap(({ category, machines }) =>
      machines.map((machine) => [category, { machine, map: mapMachine(machine) }]),
    ),
  );
  const before = new Map<StreamId, StateValue>();
  for (const { streamId, version, type, state, emitted, time } of rows) {
    const told = emitted.map((message) => message.type).join(', ') || 'nothing';
    const where = JSON.stringify(state).replaceAll('"', '');
    trace.addAt(time.getTime(), service, `${streamId} v${version} ${type} → ${where}, emits ${told}`);
    const known = maps.get(categoryOf(streamId));
    if (!known) continue;
    const { machine, map } = known;
    const from = before.get(streamId) ?? machine.initial(streamId).value;
    for (const edge of map.through(from, type)) cover(coverage, 'edge', `${machine.name} ${edge}`);
    for (const at of [...map.within(from), ...map.within(state)])
      cover(coverage, 'state', `${machine.name} ${at}`);
    before.set(streamId, state);
  }
};
