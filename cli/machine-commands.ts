import type { Command } from 'commander';
import type { MachineSummary } from '../contracts/http/machine-http.ts';
import { connectedCommand } from './connected-command.ts';
import { Failure } from './failure.ts';
import { type Connection, findServices } from './find-services.ts';
import { followOrder } from './follow-order.ts';
import { startInspector } from './inspector.ts';
import {
  type MigrationRequest,
  type MigrationResult,
  migrateMachines,
  shownState,
} from './migrate-machines.ts';
import { onWhoeverKnows } from './on-whoever-knows.ts';
import { type Terminal, table } from './terminal.ts';
import { wholeNumber } from './whole-number.ts';

interface Common extends Connection {
  readonly json?: true;
}

interface MigrateOptions extends Common {
  readonly from: number;
  readonly to: number;
  readonly dryRun?: true;
}

/** Where receivers of `@statelyai/inspect` look unless they are told otherwise. */
const usualPort = 8080;

/** `machines list | inspect | migrate`. */
export const addMachineCommands = (program: Command, terminal: Terminal): void => {
  const group = program
    .command('machines')
    .description('the state machines: list them, watch one at work, move actors to another version');
  const services = (options: Common) => findServices(options, process.env, terminal.note);

  connectedCommand(group, 'list', 'all machines in all versions').action(async (options: Common) => {
    const clients = await services(options);
    const lists = await Promise.all(clients.map((client) => client.get<MachineSummary[]>('/machines')));
    const machines = lists.flat();
    if (options.json) return terminal.printJson({ machines });
    const rows = machines.map(({ name, version, service, description = '' }) => [
      name,
      String(version),
      service,
      description,
    ]);
    terminal.print(table(['MACHINE', 'VERSION', 'SERVICE', 'WHAT IT IS'], rows, terminal.width));
  });

  connectedCommand(
    group,
    'inspect <orderId>',
    'stream the steps of one order, past and to come, to the Stately inspector',
  )
    .option(
      '--port <port>',
      'of this computer, for the page and its WebSocket; 0: any',
      wholeNumber(0, 65_535),
      usualPort,
    )
    .action(async (orderId: string, options: Common & { readonly port: number }) => {
      const path = `/orders/${encodeURIComponent(orderId)}`;
      const [client] = await onWhoeverKnows(await services(options), (each) => each.get(path));
      const leaving = new AbortController();
      const leave = () => leaving.abort();
      process.once('SIGINT', leave).once('SIGTERM', leave);
      const inspector = await startInspector(options.port);
      try {
        terminal.note(`Open ${inspector.url} to follow the order in the Stately inspector. Ctrl-C ends.`);
        for await (const event of followOrder(client, orderId, leaving.signal)) {
          inspector.send(event);
          if (options.json) terminal.printJson(event);
          else if (event.type === '@xstate.snapshot')
            terminal.print(`${event.event.type} → ${JSON.stringify(event.snapshot.value)}`);
        }
      } finally {
        await inspector.close();
        process.off('SIGINT', leave).off('SIGTERM', leave);
      }
    });

  connectedCommand(
    group,
    'migrate <machine>',
    'move the actors in flight from one version of their machine to another; what was broken off goes on when it is called again',
  )
    .requiredOption('--from <version>', 'the version that they are on', version)
    .requiredOption('--to <version>', 'the version that they are to be on', version)
    .option('--dry-run', 'only tell what would become of them')
    .action(async (machine: string, options: MigrateOptions) => {
      const { from, to, dryRun = false, json } = options;
      const request = { machine, from, to, dryRun };
      const result = await migrateMachines(await services(options), request, terminal.progress);
      if (json) terminal.printJson({ ...request, ...result });
      else terminal.print(toldMigration(request, result, terminal.width));
      if (result.left.length > 0) throw new Failure('');
    });
};

const version = wholeNumber(1, Number.MAX_SAFE_INTEGER);

/** Who stays is told by name up to here: five thousand that were blocked scrolled away what became of all others. */
const toldAtMost = 20;

const toldMigration = (
  { machine, from: old, to, dryRun }: MigrationRequest,
  { moved, left, remaining }: MigrationResult,
  width: number,
): string => {
  const actors = moved.reduce((sum, move) => sum + move.actors, 0);
  const moves = moved
    .toSorted((one, other) => other.actors - one.actors)
    .map((move) => [String(move.actors), shownState(move.from), shownState(move.to)]);
  const stays = left
    .slice(0, toldAtMost)
    .map(({ streamId, state, reason, code }) => [streamId, shownState(state), `${reason} (${code})`]);
  return [
    ...(moves.length > 0 ? [table(['ACTORS', 'FROM', 'TO'], moves, width), ''] : []),
    ...(stays.length > 0 ? [table(['STAYS', 'IN', 'BECAUSE'], stays, width), ''] : []),
    ...(left.length > toldAtMost ? [`${left.length - toldAtMost} more stay; --json tells all.`, ''] : []),
    dryRun
      ? `${machine} ${old} → ${to}: ${actors} would be moved, ${left.length} could not. Nothing was changed.`
      : `${machine} ${old} → ${to}: ${actors} were moved, ${left.length} could not; ${remaining} are in flight on version ${old}.`,
  ].join('\n');
};
