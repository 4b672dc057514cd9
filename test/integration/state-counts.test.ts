import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import { countStates } from '../../runtime/projection/count-states.ts';
import type { Database } from '../../runtime/store/database.ts';
import { newPGlite } from '../support/new-pglite.ts';

/** A fact as far as counting looks at it. */
interface Fact {
  readonly stream: string;
  readonly version: number;
  readonly state: unknown;
  readonly machine?: number;
  readonly at: string;
}

const noon = '2026-11-22T12:00:00.000Z';
const hasty = ['order/1/reserving', 'order/2/reserving', 'order/2/confirming'];

describe('counts of actors by state', { timeout: 120_000 }, () => {
  let database: Database;
  before(async () => {
    database = await newPGlite();
  });
  beforeEach(() => sql`truncate "order".events, "order".state_counts, "order".checkpoints`.execute(database));
  after(() => database.destroy());

  const record = (facts: readonly Fact[]) =>
    sql`insert into "order".events (stream_id, version, type, schema_version, data, machine_version, state, emitted,
        message_id, correlation_id, causation_id, traceparent, time)
      select stream, version, 'Fact', 1, '{}', coalesce(machine, 2), state, '[]', 'm', 'c', 'c', '', at
        from json_to_recordset(${JSON.stringify(facts)}::json)
          as fact (stream text, version bigint, state jsonb, machine integer, at timestamptz)`.execute(
      database,
    );
  const count = (idleBefore = noon) => countStates(database, 'order', hasty, Date.parse(idleBefore));
  const told = async () =>
    (await count()).map(({ machineVersion, state, actors }) => `${actors} ${state} v${machineVersion}`);

  test('hold each actor once, where its last fact led to, however often they are asked for on the way', async () => {
    const states = ['reserving', { confirming: { stock: 'committing' } }, 'confirmed', 'shipped'];
    const last = new Map<string, number>();
    for (let round = 0; round < 40; round += 1) {
      const facts = Array.from({ length: 1 + (round % 7) }, (_, index): Fact[] => {
        const stream = `order-${(round * 5 + index * 3) % 17}`;
        const version = (last.get(stream) ?? 0) + 1;
        if (version > states.length) return [];
        last.set(stream, version);
        return [{ stream, version, state: states[version - 1], at: noon }];
      });
      await record(facts.flat());
      const expected = ['confirmed', 'confirming', 'reserving', 'shipped'].flatMap((name) => {
        const version = ['reserving', 'confirming', 'confirmed', 'shipped'].indexOf(name) + 1;
        const actors = [...last.values()].filter((each) => each === version).length;
        return actors === 0 ? [] : [`${actors} ${name} v2`];
      });
      assert.deepEqual(await told(), expected, `round ${round}`);
    }
  });

  test('follow an actor that is moved to another version of its machine', async () => {
    await record([{ stream: 'order-1', version: 1, state: 'reserving', machine: 1, at: noon }]);
    assert.deepEqual(await told(), ['1 reserving v1']);
    await record([{ stream: 'order-1', version: 2, state: 'reserving', machine: 2, at: noon }]);
    assert.deepEqual(await told(), ['1 reserving v2']);
  });

  test('are folded from a log that is longer than one transaction takes', async () => {
    const facts = Array.from({ length: 6_000 }, (_, index): readonly Fact[] => [
      { stream: `order-${index}`, version: 1, state: 'reserving', at: noon },
      { stream: `order-${index}`, version: 2, state: 'confirmed', at: noon },
    ]);
    await record(facts.flat());
    assert.deepEqual(await told(), ['6000 confirmed v2']);
  });

  test('are known without looking at anybody who was counted before', async () => {
    await record([{ stream: 'order-1', version: 1, state: 'confirmed', at: noon }]);
    const before = await count();
    await sql`truncate "order".events, "order".actors`.execute(database);
    assert.deepEqual(await count(), before);
  });

  test('tell since when the oldest is there, and who ought to have moved on by now', async () => {
    await record([
      { stream: 'order-1', version: 1, state: 'reserving', at: '2026-11-22T11:58:07.000Z' },
      { stream: 'order-2', version: 1, state: 'reserving', at: '2026-11-22T11:58:58.000Z' },
      { stream: 'order-3', version: 1, state: 'confirmed', at: '2026-11-22T09:17:00.000Z' },
    ]);
    const of = async (state: string, idleBefore?: string) => {
      const found = (await count(idleBefore)).find((each) => each.state === state);
      return [found?.actors, found?.idle, found?.oldestAt.toISOString()];
    };
    assert.deepEqual(await of('reserving', '2026-11-22T11:58:30.000Z'), [2, 1, '2026-11-22T11:58:07.000Z']);
    await record([{ stream: 'order-1', version: 2, state: 'confirmed', at: noon }]);
    assert.deepEqual(await of('reserving', '2026-11-22T11:58:30.000Z'), [1, 0, '2026-11-22T11:58:58.000Z']);
    assert.deepEqual((await of('confirmed')).toSpliced(1, 1), [2, '2026-11-22T09:17:00.000Z']);
  });
});
