import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { StreamId } from '../../../contracts/ids.ts';
import { messageTypes } from '../../../contracts/message-types.ts';
import { presentEmissions, readEmissions, type StoredEmission } from '../../../runtime/actor/emissions.ts';
import { groupBy } from '../../../runtime/group-by.ts';
import type { Database } from '../../../runtime/store/database.ts';
import type { Snapshot } from '../../../runtime/store/load-batch.ts';
import type { Led } from './lead-lives.ts';
import type { ModelledActor } from './modelled-actor.ts';

/** Compares all that is stored of the lives with the model. Throws at the first difference. */
export const compareStored = async (
  database: Database,
  { schema, definition, machine }: ModelledActor,
  led: readonly Led[],
): Promise<void> => {
  const rowsOf = async <Row extends { stream: StreamId }>(columns: string, table: string, order: string) => {
    const { rows } =
      await sql<Row>`select stream_id as stream, ${sql.raw(columns)} from ${sql.table(`${schema}.${table}`)}
      where stream_id like ${`${definition.category}-%`} order by stream_id, ${sql.raw(order)}`.execute(
        database,
      );
    return groupBy(rows, ({ stream }) => stream);
  };
  const events = await rowsOf<{
    stream: StreamId;
    type: string;
    data: object;
    state: unknown;
    emitted: readonly StoredEmission[];
  }>('type, data, state, emitted', 'events', 'version');
  const actors = await rowsOf<{ stream: StreamId; snapshot: Snapshot }>('snapshot', 'actors', '1');
  const timers = await rowsOf<{ stream: StreamId; id: string; due: Date }>(
    'timer_id as id, due_at as due',
    'timers',
    '2',
  );

  const hosted = definition.machines.at(-1);
  for (const { life, stream, as, times } of led) {
    const stored = (events.get(stream) ?? []).map(({ type, data, state, emitted }) => ({
      fact: { type, ...data },
      state,
      emitted: readEmissions(messageTypes, emitted),
    }));
    const expected = life.taken.map(({ fact, moment, emitted }) => ({
      fact,
      state: moment.snapshot.value,
      emitted: hosted ? presentEmissions(hosted, messageTypes, emitted) : emitted,
    }));
    assert.deepEqual(stored, as(expected), stream);
    if (stored.length === 0) continue;
    const set = new Map<string, number>();
    for (const [index, step] of life.taken.entries()) {
      for (const timer of set.keys()) if (!step.moment.timers.has(timer)) set.delete(timer);
      for (const [timer, delay] of step.set)
        if (step.moment.timers.has(timer)) set.set(timer, (times[index] ?? 0) + delay);
    }
    const due = Object.fromEntries([...set].sort());
    const { snapshot } = life.end;
    const at = { createdAt: times[0], updatedAt: times.at(-1) };
    const [row] = actors.get(stream) ?? [];
    assert.deepEqual(
      { ...row?.snapshot, timers: Object.fromEntries(Object.entries(row?.snapshot.timers ?? {}).sort()) },
      as({
        version: life.taken.length,
        machineVersion: Number(machine.version),
        value: snapshot.value,
        context: snapshot.context,
        done: snapshot.status === 'done',
        ...at,
        timers: due,
      }),
      `${machine.id} ${stream}`,
    );
    assert.deepEqual(
      Object.fromEntries((timers.get(stream) ?? []).map(({ id, due }) => [id, due.getTime()]).sort()),
      due,
    );
  }
};
