import { sql } from 'kysely';
import { orderStream } from '../../actors/order/order-actor.ts';
import { ResumeOrder } from '../../contracts/order-messages.ts';
import type { Stage } from '../world/scenario.ts';

/** Looks for orders that need attention and resumes them, as an operator does; false when there are none. */
export const resumeOrders = async ({ database, client }: Stage): Promise<boolean> => {
  const { rows } = await sql<{ id: string; version: number }>`
    select substr(stream_id, 7) as id, version::integer as version from ${sql.table('order.actors')}
      where category = 'order' and state = 'needs-attention' order by stream_id`.execute(database);
  // Not awaited: the answer takes virtual time, which goes on only when this has returned.
  for (const { id, version } of rows)
    void client.ask('order', ResumeOrder, { orderId: id }, orderStream(id), `resume-${id}-${version}`);
  return rows.length > 0;
};
