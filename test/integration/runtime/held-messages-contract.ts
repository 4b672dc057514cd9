import { after, afterEach, before, beforeEach, describe } from 'node:test';
import type { Database } from '../../../runtime/store/database.ts';
import { closeToyServices } from '../../support/toy-service.ts';
import { blockedContract } from './blocked-contract.ts';
import { heldContract } from './held-contract.ts';
import { clearToys, type OpenDatabase, type OpenedDatabase } from './toy-database.ts';
import { undeliverableContract } from './undeliverable-contract.ts';

/** What becomes of messages that cannot be handled, on every database. `open` gives a migrated one without a row. */
export const heldMessagesContract = (name: string, open: OpenDatabase): void => {
  describe(`failures on ${name}`, { timeout: 100_000 }, () => {
    let opened: OpenedDatabase;
    const given = (): Database => opened.database;
    before(async () => {
      opened = await open();
    });
    beforeEach(() => clearToys(given()));
    // A service that a failed test leaves would take the messages of the next.
    afterEach(closeToyServices);
    after(async () => {
      await opened.close();
    });

    heldContract(given);
    blockedContract(given);
    undeliverableContract(given);
  });
};
