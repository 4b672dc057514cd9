import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { messageTypes } from '../contracts/message-types.ts';
import { projectBatch, resetProjection } from '../runtime/projection/project-batch.ts';
import type { Database } from '../runtime/store/database.ts';
import { unsettled } from '../test/oracle/at-rest.ts';
import { checkDeliveries } from '../test/oracle/check-deliveries.ts';
import { checkFigures } from '../test/oracle/check-figures.ts';
import { checkMails, type DeliveredMail } from '../test/oracle/check-mails.ts';
import { checkMoney } from '../test/oracle/check-money.ts';
import { checkAgreement } from '../test/oracle/check-oracle.ts';
import { checkOrders } from '../test/oracle/check-orders.ts';
import { checkReadModels } from '../test/oracle/check-read-models.ts';
import { checkReplay } from '../test/oracle/check-replay.ts';
import { checkHeld, checkRest, checkWork } from '../test/oracle/check-rest.ts';
import { checkStock } from '../test/oracle/check-stock.ts';
import { readSystem } from '../test/oracle/read-system.ts';
import { serviceDefinitions } from '../test/oracle/service-definitions.ts';

/** One line of the oracle, and what is wrong with it. */
export interface OracleLine {
  readonly what: string;
  readonly problems: readonly string[];
}

const lookEveryMs = 500;

/** Resolves when nothing waits and everything agrees, with the time that took; after `withinMs` in any case. */
export const restedAfter = async (
  database: Database,
  placed: Iterable<string>,
  withinMs: number,
): Promise<number> => {
  const began = performance.now();
  const ids = [...placed];
  while (performance.now() - began < withinMs) {
    const waiting = [...(await unsettled(database)), ...(await checkRest(database))];
    if (waiting.length === 0 && (await checkAgreement(database, { placed: ids })).length === 0) break;
    await delay(lookEveryMs);
  }
  return performance.now() - began;
};

/** Everything that must hold when the faults are over. */
export const holdOracle = async (
  database: Database,
  placed: Iterable<string>,
  delivered: readonly DeliveredMail[],
): Promise<readonly OracleLine[]> => {
  const system = await readSystem(database);
  return [
    {
      what: 'every order that was answered 201 exists and is settled',
      problems: checkOrders(system, placed),
    },
    { what: 'stock adds up for each SKU', problems: await checkStock(database) },
    { what: 'the gateway took and gave back what it had to, once', problems: checkMoney(system) },
    { what: 'each cause has one mail under one Message-ID', problems: checkMails(system, delivered) },
    { what: 'lists say what the actors say', problems: await checkReadModels(database, system) },
    { what: 'figures follow from the orders', problems: await checkFigures(database, system) },
    { what: 'nothing waits in outboxes, timers, activities', problems: await checkWork(database) },
    { what: 'there is no dead letter: no fault explains one', problems: await checkHeld(database) },
    { what: 'every message reached every service that listens', problems: await checkDeliveries(database) },
    { what: 'streams replay to what is stored', problems: await checkReplay(database) },
  ];
};

/** Read models are what a rebuild from the first event gives. The services must have stopped. */
export const holdRebuild = async (database: Database): Promise<OracleLine> => {
  const before = await hashTables(database);
  for (const { name, projections } of serviceDefinitions)
    for (const projection of projections) {
      await resetProjection(database, name, projection);
      while (await projectBatch(database, name, projection, messageTypes));
    }
  const after = await hashTables(database);
  return {
    what: 'read models equal a rebuild from zero',
    problems: [...after]
      .filter(([table, hash]) => before.get(table) !== hash)
      .map(([table]) => `${table} differs`),
  };
};

/** A hash of the rows of each table; of checkpoints it would say how the rows were cut into batches. */
const hashTables = async (database: Database): Promise<ReadonlyMap<string, string>> => {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
      where table_schema in (select json_array_elements_text(${JSON.stringify(serviceDefinitions.map(({ name }) => name))}::json))
        and table_name <> 'checkpoints'`.execute(database);
  const hashes = new Map<string, string>();
  for (const { schema, name } of tables) {
    const { rows } = await sql<{ hash: string }>`
      select coalesce(md5(string_agg(line, chr(10) order by line)), '') as hash
        from (select row::text as line from ${sql.table(`${schema}.${name}`)} as row) as lines`.execute(
      database,
    );
    hashes.set(`${schema}.${name}`, rows[0]?.hash ?? '');
  }
  return hashes;
};
