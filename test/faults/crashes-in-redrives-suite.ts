import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AuditPage } from '../../contracts/http/dead-letter-http.ts';
import type { ServiceName } from '../../contracts/message-type.ts';
import type { CrashPoint } from '../../runtime/crash-points.ts';
import { reachEndState } from '../support/end-state.ts';
import { arm, died, startToDie } from '../support/mortal-process.ts';
import {
  plantDeadLetters,
  plantedPieces,
  redriveAll,
  redriveFirst,
} from '../support/planted-dead-letters.ts';
import { readAs } from '../support/shop.ts';
import type { System } from '../support/system.ts';

/** The points of this suite. */
export const crashesInRedrives: readonly CrashPoint[] = [
  'redrive.between-items',
  'redrive.before-commit',
  'redrive.after-commit',
  'retry.before-take',
  'retry.after-take',
];
const sku = 'REDRIVEN';

/** Services that die while an operator puts dead letters back, and while those are tried again. */
export const describeCrashesInRedrives = (get: () => System): void => {
  describe('while dead letters are redriven', () => {
    test('has put back all or none, and to redrive again does no harm', async () => {
      const system = get();
      const { processes, shop } = system;
      await shop.stock(sku, 1);
      await plantDeadLetters(processes.database, sku);
      await Promise.all([redriveOutgoing(system), redriveIncoming(system)]);
      await reachEndState(system);
      assert.equal((await shop.product(sku)).available, 1 + plantedPieces);
      // What was rolled back is not in the audit trail either.
      for (const service of ['order', 'inventory'] as const) {
        const audit = await fetch(`${processes.url(service)}/dead-letters/audit`);
        assert.equal((await readAs(AuditPage, audit)).actions.length, 2);
      }
    });
  });
};

const redriveOutgoing = async (system: System): Promise<void> => {
  const url = system.processes.url('order');
  await dieWhile(system, 'order', 'redrive.between-items', () => redriveAll(url));
  await system.processes.restart('order');
  await dieWhile(system, 'order', 'redrive.after-commit', () => redriveAll(url));
  await system.processes.restart('order');
  assert.equal(await redriveAll(url), 0);
};

const redriveIncoming = async (system: System): Promise<void> => {
  const { processes } = system;
  const url = processes.url('inventory');
  await dieWhile(system, 'inventory', 'redrive.before-commit', () => redriveFirst(url, 'inventory'));
  await processes.restart('inventory');
  await dieWhile(system, 'inventory', 'retry.before-take', () => redriveAll(url));
  await startToDie('inventory', processes.variables, 'retry.after-take');
  await processes.restart('inventory');
  assert.equal(await redriveAll(url), 0);
};

/** `ask` may be answered or not: what it asks for is what kills the process. */
const dieWhile = async (
  { processes }: System,
  service: ServiceName,
  at: CrashPoint,
  ask: () => Promise<unknown>,
): Promise<void> => {
  await arm(processes.process(service), at);
  const asked = ask().catch(() => {});
  await died(processes.process(service), at);
  await asked;
};
