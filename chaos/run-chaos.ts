import { deliveredMails } from '../test/support/end-state.ts';
import { serviceNames } from '../test/support/five-processes.ts';
import type { OutageSystem } from '../test/support/outage-system.ts';
import { checkRepeatedMails } from './check-repeated-mails.ts';
import { products, sendCustomers } from './customers.ts';
import { delayMessages } from './delay-messages.ts';
import { faultKinds, planFaults } from './fault-plan.ts';
import { holdOracle, holdRebuild, type OracleLine, restedAfter } from './hold-oracle.ts';
import { showProgress } from './progress.ts';
import { repeatMessages } from './repeat-messages.ts';
import type { ChaosOutcome } from './report.ts';
import { runFaults } from './run-faults.ts';

/** After the last fault everything must be at rest within this. */
const restWithinMs = 180_000;

/** One run on a system that has just been started. Stops its services. */
export const runChaos = async (
  system: OutageSystem,
  { minutes, seed, rate }: { readonly minutes: number; readonly seed: number; readonly rate: number },
): Promise<ChaosOutcome> => {
  const { processes, servers, shop } = system;
  for (const [sku, pieces] of Object.entries(products)) await shop.stock(sku, pieces);

  const plan = planFaults(seed, minutes * 60_000);
  const repeated = repeatMessages(servers.rabbitmq.url, processes.namespace);
  const delayed = delayMessages(servers.rabbitmq.url, processes.namespace);
  const began = performance.now();
  const customers = sendCustomers(() => processes.url('order'), seed, rate);
  const faults = runFaults(plan, system, customers, { repeated, delayed });
  const progress = showProgress(() => {
    const elapsed = Math.round((performance.now() - began) / 1_000);
    const present = [...faults.present].map(({ kind, target }) => `${faultKinds[kind].name} (${target})`);
    return (
      `${elapsed} s · ${faults.given.length} of ${plan.length} faults · ${customers.placed.size} orders, ` +
      `${customers.busy} customers · ${present.join(', ') || 'no fault'}`
    );
  });
  try {
    await faults.done;
    await customers.stop();
  } finally {
    progress.end();
  }
  const durationMs = performance.now() - began;
  await repeated.close();

  const restMs = await restedAfter(processes.database, customers.placed.keys(), restWithinMs);
  const mails = deliveredMails(processes.smtp);
  const lines = await holdOracle(processes.database, customers.placed.keys(), mails);
  const stopped = await holdStop(system);
  const rebuilt = await holdRebuild(processes.database);
  return {
    given: faults.given,
    durationMs,
    placed: customers.placed.size,
    repeatedRequests: customers.repeated,
    repeatedMessages: repeated.count,
    delayedMessages: delayed.count,
    mails: { delivered: mails.length, distinct: new Set(mails.map(({ messageId }) => messageId)).size },
    restMs,
    lines: [
      { what: 'clients were answered 201, 202, 409, or 503 with Retry-After', problems: customers.wrong },
      ...lines,
      {
        what: 'a mail is sent again only after a fault between sending and recording',
        problems: checkRepeatedMails(processes.smtp.mails, faults.given),
      },
      stopped,
      rebuilt,
    ],
  };
};

/** No service ended but by a kill of the run, and each ends in order when it is told to. */
const holdStop = async ({ processes }: OutageSystem): Promise<OracleLine> => {
  const ends = await Promise.all(
    serviceNames.map(async (service) => {
      const running = processes.process(service);
      return { service, code: await running.stop(), output: running.output() };
    }),
  );
  return {
    what: 'services run until they are told to stop, and then stop',
    problems: ends
      .filter(({ code }) => code !== 0)
      .map(({ service, code, output }) => `${service} ended with ${code}:\n${output.slice(-2_000)}`),
  };
};
