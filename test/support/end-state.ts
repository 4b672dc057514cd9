import { atRest } from '../oracle/at-rest.ts';
import type { DeliveredMail } from '../oracle/check-mails.ts';
import type { SmtpTestServer } from './smtp-test-server.ts';
import type { System } from './system.ts';

/** The mails that reached customers. */
export const deliveredMails = ({ mails }: SmtpTestServer): readonly DeliveredMail[] =>
  mails.map(({ messageId = '', to }) => ({
    messageId,
    to: [to ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address ?? ''))[0] ?? '',
  }));

/** Resolves when everything is done and the oracle finds nothing wrong with any order that was ever placed. */
export const reachEndState = async (system: System, timeoutMs?: number): Promise<void> => {
  const { processes, shop, replayedUntil } = system;
  const began = Date.now();
  const evidence = {
    placed: [...shop.placed.keys()],
    changedSince: replayedUntil,
    get delivered() {
      return deliveredMails(processes.smtp);
    },
  };
  await atRest(processes.database, evidence, timeoutMs);
  system.replayedUntil = began;
};
