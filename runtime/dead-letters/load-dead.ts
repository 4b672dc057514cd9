import { Rejected } from '../errors.ts';
import type { Transaction } from '../store/database.ts';
import { deadLetterId, unknownDeadLetter } from './dead-letter-id.ts';
import { type HeldRow, loadHeld } from './held-row.ts';

/**
 * Takes a dead letter for an operator: until the end of the transaction no other operator gets it.
 * @throws Rejected `dead-letter/unknown`, `dead-letter/not-dead` when it is being tried again or only waits
 */
export const loadDead = async (
  transaction: Transaction<unknown>,
  service: string,
  heldId: number,
): Promise<HeldRow> => {
  const row = await loadHeld(transaction, service, heldId, 'locked');
  const id = deadLetterId(service, heldId);
  if (!row) throw unknownDeadLetter(id);
  if (row.state === 'dead') return row;
  const why =
    row.state === 'parked'
      ? 'waits behind a message of its actor that failed: deal with that one'
      : 'is being tried again already';
  throw new Rejected('impossible', 'dead-letter/not-dead', `${id} ${why}.`, { id, state: row.state });
};
