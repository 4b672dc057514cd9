import type { ArrivedMail } from '../test/support/smtp-test-server.ts';
import type { GivenFault } from './run-faults.ts';

/** What the check looks at. */
type Arrival = Pick<ArrivedMail, 'messageId' | 'arrivedAt'>;
type Fault = GivenFault;

/** A mail that was on its way when its sender died arrives a moment later. */
const underWayMs = 2_000;

/**
 * A mail goes out again only when its sender could not record that it had: between the two arrivals the notification
 * service or its database was hit, or was not itself again yet. Answers with those for which no fault accounts.
 */
export const checkRepeatedMails = (mails: readonly Arrival[], given: readonly Fault[]): string[] => {
  const hits = given.filter(({ fault: { kind, target } }) => target === 'postgres' || isHit(kind, target));
  const lastArrival = new Map<string, number>();
  const problems: string[] = [];
  for (const { messageId = '', arrivedAt } of mails) {
    const before = lastArrival.get(messageId);
    lastArrival.set(messageId, arrivedAt);
    if (before === undefined) continue;
    const isExplained = hits.some(
      ({ beganAt, endedAt, recoveryMs = Number.POSITIVE_INFINITY }) =>
        endedAt + recoveryMs >= before - underWayMs && beganAt <= arrivedAt,
    );
    if (isExplained) continue;
    problems.push(
      `${messageId} came at ${clockTime(before)} and again at ${clockTime(arrivedAt)}, with no fault between`,
    );
  }
  return problems;
};

const isHit = (kind: Fault['fault']['kind'], target: Fault['fault']['target']): boolean =>
  target === 'notification' && (kind === 'service-killed' || kind === 'service-frozen');

const clockTime = (at: number): string => new Date(at).toISOString().slice(11, 23);
