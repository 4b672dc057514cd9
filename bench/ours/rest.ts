import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'amqplib';
import { sql } from 'kysely';
import { rabbitMqNames } from '../../runtime/broker/rabbitmq-topology.ts';
import type { Database } from '../../runtime/store/database.ts';
import { serviceNames } from '../../test/support/five-processes.ts';
import { servers } from '../../test/support/servers.ts';
import type { FiveServices } from '../system/five-services.ts';

const lookEveryMs = 100;

/**
 * Resolves when nothing moves any more: outboxes, activities and queues are empty, and between two looks nothing was
 * stored. It reads no large table, so that looking costs nothing worth counting. Resolves with the time of the first
 * of the two looks, in milliseconds since the epoch. @throws after `timeoutMs`
 */
export const untilRest = async (services: FiveServices, timeoutMs: number): Promise<number> => {
  const connection = await connect(servers.rabbitmq.url.href, { noDelay: true });
  try {
    const channel = await connection.createChannel();
    const names = rabbitMqNames(services.namespace);
    const queued = async (): Promise<number> => {
      const queues = serviceNames.map((service) => channel.checkQueue(names.queue(service)));
      return (await Promise.all(queues)).reduce((sum, { messageCount }) => sum + messageCount, 0);
    };
    const giveUpAt = performance.now() + timeoutMs;
    let before: { readonly stored: string; readonly at: number } | undefined;
    for (;;) {
      const { waiting, stored } = await readActivity(services.database);
      const atRest = waiting === 0 && (await queued()) === 0;
      if (atRest && stored === before?.stored) return before.at;
      if (performance.now() > giveUpAt)
        throw new Error(`After ${timeoutMs} ms ${waiting} messages and activities still wait`);
      before = atRest ? { stored, at: Date.now() } : undefined;
      await delay(lookEveryMs);
    }
  } finally {
    await connection.close();
  }
};

const readActivity = async (database: Database): Promise<{ waiting: number; stored: string }> => {
  const counts = serviceNames.flatMap((service) =>
    ['outbox', 'activities'].map(
      (name) => sql`select count(*) as waiting from ${sql.table(`${service}.${name}`)}`,
    ),
  );
  const { rows } = await sql<{ waiting: number; stored: string }>`
    select (select sum(waiting) from (${sql.join(counts, sql` union all `)}) as counts)::integer as waiting,
      (select string_agg(last_value::text, ' ' order by schemaname, sequencename) from pg_sequences) as stored`.execute(
    database,
  );
  return rows[0] ?? { waiting: 0, stored: '' };
};
