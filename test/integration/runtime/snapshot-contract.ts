import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type RawBuilder, sql } from 'kysely';
import type { ActorState } from '../../../runtime/actor/actor-state.ts';
import { durableMachine } from '../../../runtime/actor/durable-machine.ts';
import type { Database } from '../../../runtime/store/database.ts';
import { toyDefinition } from '../../support/toy-definition.ts';
import { Add, Arm, Close, Nudged, Open, toyMachine } from '../../support/toy-machine.ts';
import { startToyService, type ToyService } from '../../support/toy-service.ts';
import { rowsOf } from './toy-database.ts';

/** Snapshots are a cache of the stream, and only that. */
export const snapshotContract = (given: () => Database): void => {
  describe('snapshots', () => {
    let database: Database;
    let toys: ToyService;
    before(async () => {
      database = given();
      const machine = durableMachine(toyMachine);
      toys = await startToyService(database, {
        definition: { ...toyDefinition(), machines: [machine, { ...machine, version: 2 }] },
      });
    });
    after(async () => {
      await toys.close();
    });

    /** Puts something in the place of all snapshots. */
    const plant = async (snapshot: RawBuilder<unknown>): Promise<void> => {
      await sql`update ${sql.table('order.actors')} set snapshot = ${snapshot}`.execute(database);
    };
    const live = async (): Promise<ActorState | undefined> => {
      await toys.submit(Open, { id: 'a' });
      await toys.submit(Add, { id: 'a', by: 5 });
      await toys.submit(Arm, { id: 'a' });
      return toys.read('a');
    };
    const snapshots = () => rowsOf<{ readonly snapshot: unknown }>(database, 'actors', 'stream_id');

    test('are not needed: what is read and what is done without them is the same', async () => {
      const state = await live();
      const [kept] = await snapshots();
      await plant(sql`null`);
      assert.deepEqual(await toys.read('a'), state);
      await toys.submit(Add, { id: 'a', by: 1 });
      const next = await toys.read('a');
      assert.deepEqual(next, {
        ...state,
        version: 4,
        context: { id: 'a', count: 6, answer: '' },
        updatedAt: next?.updatedAt,
      });
      const [again] = await snapshots();
      assert.deepEqual(Object.keys(Object(again?.snapshot)), Object.keys(Object(kept?.snapshot)));
    });

    const wrong: readonly (readonly [string, RawBuilder<unknown>])[] = [
      ['of another version of the actor', sql`jsonb_set(snapshot::jsonb, '{version}', '2')`],
      ['of another machine version', sql`jsonb_set(snapshot::jsonb, '{machineVersion}', '1')`],
      ['that does not say what it is a fold of', sql`snapshot::jsonb - 'version'`],
      ['in a state that the machine does not have', sql`jsonb_set(snapshot::jsonb, '{value}', '"nirvana"')`],
      [
        'in a state with parts that it does not have',
        sql`jsonb_set(snapshot::jsonb, '{value}', '{"armed": {}}')`,
      ],
      ['that is done where the machine is not', sql`jsonb_set(snapshot::jsonb, '{done}', 'true')`],
      ['whose context lacks a part', sql`snapshot::jsonb #- '{context,count}'`],
      ['without a context', sql`snapshot::jsonb - 'context'`],
      ['whose timers are no times', sql`jsonb_set(snapshot::jsonb, '{timers}', '{"soon": "later"}')`],
      ['that is no object', sql`'[]'::json`],
    ];
    for (const [what, snapshot] of wrong)
      test(`one ${what} is not trusted: the stream says what is`, async () => {
        const state = await live();
        await plant(snapshot);
        assert.deepEqual(await toys.read('a'), state);
        await toys.submit(Nudged, { id: 'a' });
        assert.equal((await toys.read('a'))?.value, 'open');
        assert.deepEqual((await toys.read('a'))?.context, state?.context);
      });

    test('one that fits is what is read, whatever the stream says', async () => {
      const state = await live();
      await plant(sql`jsonb_set(snapshot::jsonb, '{context,count}', '7')`);
      assert.deepEqual(await toys.read('a'), { ...state, context: { id: 'a', count: 7, answer: '' } });
    });

    test('one of an actor that is done fits', async () => {
      await toys.submit(Open, { id: 'a' });
      await toys.submit(Close, { id: 'a' });
      await plant(sql`jsonb_set(snapshot::jsonb, '{context,count}', '7')`);
      const state = await toys.read('a');
      assert.deepEqual([state?.done, state?.context], [true, { id: 'a', count: 7, answer: '' }]);
    });
  });
};
