import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';
import { checkAgreement, type OracleEvidence } from './check-oracle.ts';
import { checkReplay } from './check-replay.ts';
import { checkRest } from './check-rest.ts';

const lookEveryMs = 100;

/**
 * Resolves when the system is at rest and the oracle finds nothing wrong. Rejects after `timeoutMs` (default 2 min)
 * with what was still wrong then. The whole oracle is asked only when nothing waits, because it reads everything.
 */
export const atRest = async (
  database: Database,
  evidence: OracleEvidence,
  timeoutMs = 120_000,
): Promise<void> => {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const waiting = [...(await unsettled(database)), ...(await checkRest(database))];
    const last = performance.now() > giveUpAt;
    let wrong = waiting.length === 0 || last ? await checkAgreement(database, evidence) : waiting;
    // What is recorded does not mend itself: this is asked once.
    if (wrong.length === 0) wrong = await checkReplay(database, evidence.changedSince);
    if (wrong.length === 0) return;
    if (last)
      throw new Error(
        `After ${timeoutMs} ms ${wrong.length} things are wrong:\n${wrong.slice(0, 40).join('\n')}`,
      );
    await delay(lookEveryMs);
  }
};

/** Orders that are still under way, one readable line each. */
export const unsettled = async (database: Database): Promise<string[]> => {
  const { rows } = await sql<{ streamId: string; state: string }>`
    select stream_id as "streamId", state from ${sql.table('order.actors')}
      where category = 'order' and version > 0 and state not in ('confirmed', 'cancelled', 'fulfilled', 'shipped',
        'delivered', 'completed', 'returned')`.execute(database);
  return rows.map(({ streamId, state }) => `${streamId} is ${state}`);
};
