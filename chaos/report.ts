import Table from 'cli-table3';
import { faultKinds } from './fault-plan.ts';
import type { OracleLine } from './hold-oracle.ts';
import type { GivenFault } from './run-faults.ts';

/** What a run came to. */
export interface ChaosOutcome {
  readonly given: readonly GivenFault[];
  readonly durationMs: number;
  readonly placed: number;
  readonly repeatedRequests: number;
  readonly repeatedMessages: number;
  readonly delayedMessages: number;
  readonly mails: { readonly delivered: number; readonly distinct: number };
  readonly restMs: number;
  readonly lines: readonly OracleLine[];
}

const seconds = (milliseconds: number): string => (milliseconds / 1_000).toFixed(1);
/** More of one line would hide the others. */
const shownProblems = 10;

/** No colours: the report is read in logs too. */
const plain = { style: { head: [], border: [] } };

/** Prints the tables of a run. */
export const printReport = (outcome: ChaosOutcome): void => {
  const faults = new Table({ ...plain, head: ['fault', 'given', 's to recover: median', 'longest'] });
  for (const [kind, { name }] of Object.entries(faultKinds)) {
    const times = outcome.given
      .filter(({ fault }) => fault.kind === kind)
      .map(({ recoveryMs }) => recoveryMs ?? Number.POSITIVE_INFINITY)
      .sort((a, b) => a - b);
    const [median, longest] = [times[Math.floor((times.length - 1) / 2)], times.at(-1)];
    faults.push([
      name,
      times.length,
      median === undefined ? '' : seconds(median),
      longest === undefined ? '' : seconds(longest),
    ]);
  }
  console.log(faults.toString());

  const { placed, durationMs, mails } = outcome;
  console.log(
    [
      `${placed} orders were taken in ${seconds(durationMs)} s: ${(placed / (durationMs / 1_000)).toFixed(1)} a second.`,
      `${outcome.repeatedRequests} requests had to be made again; ${outcome.repeatedMessages} messages came twice, ${outcome.delayedMessages} late.`,
      `${mails.delivered} mails went out, ${mails.delivered - mails.distinct} of them once more under the same Message-ID.`,
      `All was at rest ${seconds(outcome.restMs)} s after the last fault and the last customer.`,
    ].join('\n'),
  );

  const oracle = new Table({ ...plain, head: ['what must hold', 'wrong'] });
  for (const { what, problems } of outcome.lines) oracle.push([what, problems.length || '-']);
  console.log(oracle.toString());
  for (const { what, problems } of outcome.lines)
    if (problems.length > 0)
      console.log(`\n${what}: not so\n  ${problems.slice(0, shownProblems).join('\n  ')}`);
};
