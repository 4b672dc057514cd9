import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { orderStream } from '../../actors/order/order-actor.ts';
import { CancelOrder, ConfirmDelivery, ResumeOrder } from '../../contracts/order-messages.ts';
import { deadLetterId } from '../../runtime/dead-letters/dead-letter-id.ts';
import { redriveMany } from '../../runtime/dead-letters/redrive-many.ts';
import { redriveOne } from '../../runtime/dead-letters/redrive-one.ts';
import type { Stage } from '../world/scenario.ts';

/** Sees to orders that need attention and redrives dead letters, as an operator does; false when there are none. */
export const clearAway = async (stage: Stage, services: readonly string[]): Promise<boolean> => {
  let found = await resumeOrders(stage);
  for (const service of services) found = (await redriveDeadLetters(stage, service)) || found;
  return found;
};

const resumeOrders = async ({ database, client }: Stage): Promise<boolean> => {
  const { rows } = await sql<{ id: string; version: number; problem: string | null }>`
    select substr(stream_id, 7) as id, version::integer as version, snapshot->'context'->>'problem' as problem
      from ${sql.table('order.actors')}
      where category = 'order' and state = 'needs-attention' order by stream_id`.execute(database);
  // Not awaited: the answer takes virtual time, which goes on only when this has returned.
  for (const { id, version, problem } of rows) {
    const order = { orderId: id };
    // A parcel that is overdue is waited for once more, found, or given up; never waited for without an end.
    const deed = problem === 'delivery-overdue' ? version % 3 : 0;
    if (deed === 0) void client.ask('order', ResumeOrder, order, orderStream(id), `resume-${id}-${version}`);
    else if (deed === 1)
      void client.ask('order', ConfirmDelivery, order, orderStream(id), `found-${id}-${version}`);
    else
      void client.ask(
        'order',
        CancelOrder,
        { ...order, reason: 'It is lost' },
        orderStream(id),
        `lost-${id}-${version}`,
      );
  }
  return rows.length > 0;
};

/** One alone by its id, several as a group. */
const redriveDeadLetters = async ({ database, client }: Stage, name: string): Promise<boolean> => {
  const { rows } = await sql<{ id: number }>`select id::integer as id
    from ${sql.table(`${name}.held_messages`)} where state = 'dead' order by id`.execute(database);
  const [first, ...others] = rows;
  if (!first) return false;
  const redriveId = uuidOf(`${name}/${first.id}`);
  void client.operate(name, (service) => {
    const deed = {
      operator: 'operator',
      reason: 'The handler is mended',
      now: service.clock.now(),
      redriveId,
    };
    return others.length > 0
      ? redriveMany([service], { service: name, all: true }, deed)
      : redriveOne([service], deadLetterId(name, first.id), {}, deed);
  });
  return true;
};

const uuidOf = (name: string): string =>
  createHash('sha256')
    .update(name)
    .digest('hex')
    .slice(0, 32)
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
