import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import type { Database } from '../../../runtime/store/database.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { toyDefinition } from '../../support/toy-definition.ts';
import { Add, Arm, Close, Disarm, Open, poisonousNumber } from '../../support/toy-machine.ts';
import { startToyService, type ToyService } from '../../support/toy-service.ts';
import { waitFor } from '../../support/wait-for.ts';
import { rowsOf } from './toy-database.ts';

interface TimerRow {
  readonly timer_id: string;
  readonly due_at: Date;
}
const minute = 60_000;
const ringing = 'xstate.after.aMinute.toy.armed';

/** What timers do on a database. */
export const timerContract = (given: () => Database): void => {
  describe('timers', () => {
    let database: Database;
    let clock: ManualClock;
    let toys: ToyService;
    before(async () => {
      database = given();
    });
    beforeEach(async () => {
      clock = createManualClock();
      toys = await startToyService(database, { clock });
      await toys.submit(Open, { id: 'a' });
    });

    const timers = () => rowsOf<TimerRow>(database, 'timers', 'timer_id');
    const due = async () => (await timers()).find(({ timer_id }) => timer_id === ringing)?.due_at.getTime();
    const rings = () => toys.published.filter(({ type }) => type === 'Rang').length;
    /** Lets the clock run in small steps until the toy is in the state. */
    const runsUntil = (state: string, service = toys) =>
      waitFor(`a toy that is ${state}`, async () => {
        clock.advance(300);
        return (await service.read('a'))?.value === state;
      });

    test('a timer is set, set anew and cleared in the commit of its step', async () => {
      await toys.submit(Arm, { id: 'a' });
      const start = clock.now();
      assert.equal(await due(), start + minute);
      assert.equal((await timers()).length, 2);
      clock.advance(100);
      await toys.submit(Arm, { id: 'a' });
      assert.equal(await due(), start + 100 + minute);
      await toys.submit(Add, { id: 'a', by: 1 });
      assert.equal(await due(), start + 100 + minute);
      await toys.submit(Disarm, { id: 'a' });
      assert.deepEqual(await timers(), []);
      await toys.submit(Arm, { id: 'a' });
      await toys.close();
    });

    test('a timer fires once, when it is due, and is gone with the other of its state', async () => {
      await toys.submit(Arm, { id: 'a' });
      clock.advance(minute - 1);
      await toys.submit(Add, { id: 'a', by: 4 });
      assert.equal((await toys.read('a'))?.value, 'armed');
      await runsUntil('open');
      await waitFor('the ring', () => rings() > 0);
      for (let look = 0; look < 5; look += 1) {
        clock.advance(300);
        await toys.submit(Add, { id: 'a', by: 1 });
      }
      assert.equal(rings(), 1);
      assert.deepEqual(await timers(), []);
      await toys.close();
    });

    test('a timer survives the end of its service, also when it falls due meanwhile', async () => {
      await toys.submit(Arm, { id: 'a' });
      await toys.close();
      clock.advance(2 * minute);
      const next = await startToyService(database, { clock });
      await runsUntil('open', next);
      await waitFor('the ring', () => next.published.some(({ type }) => type === 'Rang'));
      await next.close();
    });

    test('a finished toy has no timer left', async () => {
      await toys.submit(Arm, { id: 'a' });
      await toys.submit(Disarm, { id: 'a' });
      await toys.submit(Close, { id: 'a' });
      assert.deepEqual(await timers(), []);
      await toys.close();
    });

    test('timers of a commit that fails are not set', async () => {
      await assert.rejects(
        Promise.all([
          toys.submit(Arm, { id: 'a' }, 'nul \0'),
          toys.submit(Add, { id: 'a', by: poisonousNumber }),
        ]),
      );
      assert.deepEqual(await timers(), []);
      await toys.close();
    });

    test('a timer that was put off because it could not fire still fires', async () => {
      await toys.submit(Arm, { id: 'a' });
      await toys.close();
      // A deployment that does not know these actors.
      const definition = { ...toyDefinition(), category: 'other' };
      const spoilt = await startToyService(database, { clock, definition });
      clock.advance(minute);
      const before = clock.now();
      await waitFor('a timer that is put off', async () => {
        clock.advance(300);
        return ((await due()) ?? 0) > before;
      });
      await spoilt.close();
      clock.advance(minute);
      toys = await startToyService(database, { clock });
      await runsUntil('open');
      await waitFor('the ring', () => rings() === 1);
      assert.deepEqual(await timers(), []);
      await toys.close();
    });
  });
};
