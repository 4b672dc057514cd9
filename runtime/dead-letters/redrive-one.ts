import { sql } from 'kysely';
import type { RedriveOneBody } from '../../contracts/http/dead-letter-http.ts';
import { reached } from '../crash-points.ts';
import type { Service } from '../service.ts';
import { type CorrectedMessage, correctMessage } from './correct-message.ts';
import { locate } from './dead-letter-id.ts';
import type { HeldRow } from './held-row.ts';
import { loadDead } from './load-dead.ts';
import { type Deed, recordAction } from './operator-actions.ts';
import { putBackOutgoing } from './put-back-outgoing.ts';

/**
 * Puts one dead letter back to be handled now, as it is or corrected, and tells the audit trail.
 * @throws Rejected `dead-letter/unknown`, `dead-letter/not-dead`, `dead-letter/invalid-payload`
 */
export const redriveOne = async (
  services: readonly Service[],
  id: string,
  correction: Pick<RedriveOneBody, 'payload' | 'headers'>,
  deed: Deed & { readonly redriveId: string },
): Promise<void> => {
  const { service, heldId } = locate(services, id);
  await service.database.transaction().execute(async (transaction) => {
    const row = await loadDead(transaction, service.name, heldId);
    const isCorrected = correction.payload !== undefined || correction.headers !== undefined;
    const corrected = isCorrected ? correctMessage(service, row, correction) : row;
    const after = correction.payload === undefined ? undefined : corrected.body;
    await recordAction(transaction, row, 'redrive', deed, after);
    if (row.kind === 'outgoing')
      await putBackOutgoing(transaction, { ...row, ...corrected }, deed.now, deed.now);
    else await retryFrom(transaction, row, corrected, deed);
    reached('redrive.before-commit');
  });
  reached('redrive.after-commit');
  service.wakeRetries();
};

const retryFrom = async (
  transaction: Parameters<typeof recordAction>[0],
  row: HeldRow,
  corrected: CorrectedMessage,
  deed: Deed & { readonly redriveId: string },
): Promise<void> => {
  await sql`update ${sql.table(`${row.service}.held_messages`)} set state = 'retrying', attempts = 0,
      due_at = ${new Date(deed.now).toISOString()}::timestamptz, redrive_id = ${deed.redriveId}::uuid,
      type = ${corrected.type}, headers = ${JSON.stringify(corrected.headers)}::jsonb, body = ${corrected.body}
    where id = ${row.id}`.execute(transaction);
};
