import type { Command } from 'commander';
import type { ComparisonStep, Projections, RebuildStep } from '../contracts/http/projection-http.ts';
import type { Client } from './client.ts';
import { connectedCommand } from './connected-command.ts';
import { Failure } from './failure.ts';
import { type Connection, findServices } from './find-services.ts';
import { onWhoeverKnows } from './on-whoever-knows.ts';
import { persist } from './persist.ts';
import { type Terminal, table } from './terminal.ts';
import { createTimeLeft } from './time-left.ts';

interface Common extends Connection {
  readonly json?: true;
}

/** The last step of a comparison compares every row. */
const withinMs = 600_000;
const again = 'The same command goes on where it was broken off.';

/** `projections list | rebuild | verify`. */
export const addProjectionCommands = (program: Command, terminal: Terminal): void => {
  const group = program
    .command('projections')
    .description('read models: rebuild them, compare them with the log');
  const services = (options: Common) => findServices(options, process.env, terminal.note);
  const list = async (options: Common) => {
    const clients = await services(options);
    const answers = await Promise.all(clients.map((client) => client.get<Projections>('/projections')));
    return { clients, projections: answers.flatMap(({ projections }) => projections) };
  };

  connectedCommand(group, 'list', 'all read models, and what is being filled beside them').action(
    async (options: Common) => {
      const { projections } = await list(options);
      if (options.json) return terminal.printJson({ projections });
      const rows = projections.map(({ name, service, position, tables, copies }) => [
        name,
        service,
        String(position),
        copies.map((copy) => `${copy.purpose} at ${copy.position}`).join(', ') || 'nothing',
        tables.join(', '),
      ]);
      terminal.print(
        table(['PROJECTION', 'SERVICE', 'POSITION', 'BESIDE IT', 'TABLES'], rows, terminal.width),
      );
    },
  );

  connectedCommand(
    group,
    'rebuild <name>',
    `fill a read model anew beside the one that is read, and put it in its place when it has caught up. ${again}`,
  ).action(async (name: string, options: Common) => {
    const path = pathOf(name, 'rebuild');
    const [client, first] = await onWhoeverKnows(await services(options), (each) =>
      each.post<RebuildStep>(path, {}, withinMs),
    );
    let events = 0;
    const last = await follow(
      client,
      name,
      path,
      first,
      (step) => step.switched,
      terminal,
      (step) => {
        events += step.events;
      },
    );
    if (options.json) terminal.printJson({ projection: name, events, position: last.position });
    else terminal.print(`${name} is rebuilt from the log: ${events} events in this run.`);
  });

  connectedCommand(
    group,
    'verify [name]',
    `compare a read model, or all of them, with one that is filled from the first event. ${again}`,
  ).action(async (name: string | undefined, options: Common) => {
    const { clients, projections } = await list(options);
    const names = name === undefined ? [...new Set(projections.map((each) => each.name))] : [name];
    let differing = 0;
    for (const each of names) differing += await verifyOne(clients, each, options, terminal);
    if (differing > 0) throw new Failure(`${differing} rows differ.`);
  });
};

const verifyOne = async (
  clients: readonly [Client, ...Client[]],
  name: string,
  options: Common,
  terminal: Terminal,
): Promise<number> => {
  const path = pathOf(name, 'comparison');
  const [client, first] = await onWhoeverKnows(clients, (each) =>
    each.post<ComparisonStep>(path, {}, withinMs),
  );
  const { found } = await follow(client, name, path, first, (step) => step.found !== undefined, terminal);
  if (!found) return 0;
  for (const difference of found.differences) {
    if (options.json) terminal.printJsonLine({ projection: name, ...difference });
    else terminal.print(`${difference.table}, only ${difference.onlyIn}: ${JSON.stringify(difference.row)}`);
  }
  if (options.json) terminal.printJsonLine({ projection: name, rows: found.rows });
  else terminal.print(`${name}: ${found.rows === 0 ? 'nothing differs' : `${found.rows} rows differ`}`);
  return found.rows;
};

/** Calls again until it is done, and tells how far it is. */
const follow = async <Step extends RebuildStep | ComparisonStep>(
  client: Client,
  name: string,
  path: string,
  first: Step,
  isDone: (step: Step) => boolean,
  terminal: Terminal,
  onStep: (step: Step) => void = () => {},
): Promise<Step> => {
  const timeLeft = createTimeLeft();
  let step = first;
  onStep(step);
  while (!isDone(step)) {
    const { position, live } = step;
    const share = live === 0 ? 100 : Math.floor((100 * position) / live);
    terminal.progress(`${name}: ${share} % of the log, ${timeLeft(position, live)}`);
    step = await persist(() => client.post<Step>(path, {}, withinMs));
    onStep(step);
  }
  return step;
};

const pathOf = (name: string, what: 'rebuild' | 'comparison'): string =>
  `/projections/${encodeURIComponent(name)}/${what}`;
