// needs: postgres
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Database, openPostgres } from '../../runtime/store/database.ts';
import { migratedPostgres } from '../support/migrated-postgres.ts';
import { brittleToy, type OperatedToys, operateToys } from '../support/operated-toys.ts';
import type { TestDatabase } from '../support/test-database.ts';
import { Add, Open, poisonousNumber } from '../support/toy-machine.ts';
import { waitFor } from '../support/wait-for.ts';
import { countOf, rowsOf } from './runtime/toy-database.ts';

describe('two operators at two processes', { timeout: 60_000 }, () => {
  let server: TestDatabase;
  let pools: Database[];
  let processes: OperatedToys[];
  let mended = false;
  before(async () => {
    server = await migratedPostgres();
    pools = [1, 2].map(() => openPostgres(server.url, 5, () => {}));
    processes = [];
    for (const pool of pools)
      processes.push(await operateToys(pool, { definition: brittleToy(() => mended) }));
  });
  after(async () => {
    await Promise.all(processes.map((each) => each.close()));
    await Promise.all(pools.map((pool) => pool.destroy()));
    await server.drop();
  });

  const poison = async (ids: readonly string[]) => {
    mended = false;
    for (const id of ids) {
      await processes[0]?.send(Open, { id });
      await processes[0]?.send(Add, { id, by: poisonousNumber });
    }
    mended = true;
  };
  const both = (path: string, body: unknown) =>
    Promise.all(processes.map((each) => each.call('POST', path, body)));
  const nothingHeld = async () => {
    const [pool] = pools;
    assert.ok(pool);
    await waitFor('nothing held', async () => (await countOf(pool, 'held_messages')) === 0);
    const events = await rowsOf<{ type: string; stream_id: string }>(pool, 'events', 'position');
    return events.filter(({ type }) => type === 'Added').map(({ stream_id }) => stream_id);
  };

  it('who redrive the same letter at once have one effect, and one is told', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `same-${index}`);
    await poison(ids);
    const { body } = (await processes[0]?.call('GET', '/dead-letters')) ?? {};
    assert.equal(body.deadLetters.length, 20);
    for (const { id } of body.deadLetters) {
      const answers = await both(`/dead-letters/${id}/redrive`, { reason: 'mended' });
      const refused = answers.filter(({ status }) => status !== 202);
      assert.equal(refused.length, 1);
      // The one who took it may have been so quick that nothing was left.
      assert.match(refused[0]?.body.code, /^dead-letter\/(not-dead|unknown)$/);
    }
    assert.deepEqual((await nothingHeld()).sort(), ids.map((id) => `toy-${id}`).sort());
    const audit = (await processes[0]?.call('GET', '/dead-letters/audit'))?.body.actions;
    assert.equal(audit.length, 20);
  });

  it('who redrive all of them at once share them', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `all-${index}`);
    await poison(ids);
    const answers = await both('/dead-letters/redrive', { all: true, ratePerSecond: 1000, reason: 'mended' });
    assert.equal(
      answers.map(({ body }) => body.total).reduce((sum, total) => sum + total),
      30,
    );
    const handled = (await nothingHeld()).filter((stream) => stream.startsWith('toy-all'));
    assert.deepEqual(handled.sort(), ids.map((id) => `toy-${id}`).sort());
  });
});
