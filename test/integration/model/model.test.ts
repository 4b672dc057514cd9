import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { streamId } from '../../../contracts/ids.ts';
import { durableMachine } from '../../../runtime/actor/durable-machine.ts';
import type { Database } from '../../../runtime/store/database.ts';
import { mutate } from '../../proofs/mutate.ts';
import { newPGlite } from '../../support/new-pglite.ts';
import { told } from '../../support/order-facts.ts';
import { livesOf, modelOf } from './choose-paths.ts';
import { compareStored } from './compare-stored.ts';
import { leadLives } from './lead-lives.ts';
import { modelledActors } from './modelled-actors.ts';

/** Everything that the models sell, in any number. */
const listAll = async (database: Database): Promise<void> => {
  for (const { sku, name, unitPrice } of told.lines) {
    await sql`insert into ${sql.table('order.prices')} values (${sku}, ${name}, ${unitPrice}, ${told.currency}, 1)`.execute(
      database,
    );
    await sql`insert into inventory.stock (sku, name, price, currency, received, available)
      values (${sku}, ${name}, ${unitPrice}, ${told.currency}, 100000, 100000)`.execute(database);
  }
};

describe('the pipeline does what the model says', () => {
  let database: Database;
  before(async () => {
    database = await newPGlite();
    await listAll(database);
  });
  after(() => database.destroy());

  for (const actor of modelledActors) {
    const { machine, ledger } = actor;
    const lives = livesOf(actor, modelOf(actor));
    const edges = lives.filter(({ untaken }) => untaken.length === 0).length;
    const refusals = lives.reduce((sum, { untaken }) => sum + untaken.length, 0);

    it(`on ${edges} edges of ${machine.id} ${machine.version} ${ledger.input.id}, and nothing on ${refusals} that are none`, async () => {
      const led = await leadLives(database, actor, lives);
      const outcomes = new Set(led.flatMap(({ refused }) => refused));
      // Undefined: the actor makes another fact of the message in that state, which is an edge of its own.
      for (const kind of outcomes) assert.ok([undefined, 'ignored', 'rejected'].includes(kind), kind);
      await compareStored(database, actor, led);
    });
  }

  it('and a definition that differs from the model is found', async () => {
    const payment = modelledActors.find(({ machine }) => machine.id === 'payment');
    assert.ok(payment);
    const other = mutate(payment.machine, { actions: { publishVoided: 'publishDeclined' } });
    const category = 'otherPayment';
    const definition = { ...payment.definition, category, machines: [durableMachine(other)] };
    const reactions = definition.reactions.map((reaction) => ({
      ...reaction,
      subject: (data: unknown) => streamId(category, String(Object(data).orderId)),
    }));
    const actor = { ...payment, definition: { ...definition, reactions } };
    const led = await leadLives(database, actor, livesOf(actor, modelOf(actor)));
    await assert.rejects(compareStored(database, actor, led), /PaymentDeclined/);
  });
});
