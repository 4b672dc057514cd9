import { after, before, beforeEach, describe } from 'node:test';
import type { Database } from '../../../runtime/store/database.ts';
import { closeToyServices } from '../../support/toy-service.ts';
import { activityContract } from './activity-contract.ts';
import { commitContract } from './commit-contract.ts';
import { conflictContract } from './conflict-contract.ts';
import { migrationContract } from './migration-contract.ts';
import { migrationLoadContract } from './migration-load-contract.ts';
import { outboxContract } from './outbox-contract.ts';
import { projectionContract } from './projection-contract.ts';
import { rebuildContract } from './rebuild-contract.ts';
import { recordsContract } from './records-contract.ts';
import { snapshotContract } from './snapshot-contract.ts';
import { timerContract } from './timer-contract.ts';
import { clearToys, type OpenDatabase, type OpenedDatabase } from './toy-database.ts';

/** What the runtime must do on every database. `open` gives a migrated one without a row. */
export const storeContract = (name: string, open: OpenDatabase): void => {
  describe(`the runtime on ${name}`, { timeout: 100_000 }, () => {
    let opened: OpenedDatabase;
    const given = (): Database => opened.database;
    before(async () => {
      opened = await open();
    });
    beforeEach(() => clearToys(given()));
    after(async () => {
      await closeToyServices();
      await opened.close();
    });

    commitContract(given);
    conflictContract(given);
    timerContract(given);
    activityContract(given);
    outboxContract(given);
    projectionContract(given);
    rebuildContract(given);
    migrationContract(given);
    migrationLoadContract(given);
    snapshotContract(given);
    recordsContract(given);
  });
};
