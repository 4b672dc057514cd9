import type { Command } from 'commander';
import type { OrderEvent, ReplayedOrder } from '../contracts/http/order-http.ts';
import { connectedCommand, connectedOutput } from './connected-command.ts';
import { Failure, usage } from './failure.ts';
import { type Connection, findServices } from './find-services.ts';
import { type MachineVersion, machineVersion } from './machine-version.ts';
import { onWhoeverKnows } from './on-whoever-knows.ts';
import { showLife } from './show-life.ts';
import type { Terminal } from './terminal.ts';
import { wholeNumber } from './whole-number.ts';

interface ReplayOptions extends Connection {
  readonly json?: true;
  readonly at?: number;
  readonly machine?: MachineVersion;
}

/** `orders replay | export`. */
export const addOrderCommands = (program: Command, terminal: Terminal): void => {
  const group = program
    .command('orders')
    .description('one order: its life, and its stream to take elsewhere');
  const ask = async <Answer>(options: Connection, path: string): Promise<Answer> => {
    const clients = await findServices(options, process.env, terminal.note);
    const [, answer] = await onWhoeverKnows(clients, (client) => client.get<Answer>(path));
    return answer;
  };

  connectedCommand(group, 'replay <id>', 'fold its stream again and tell its life, step by step')
    .option(
      '--at <version>',
      'only up to this version of its stream',
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .option(
      '--machine <name@version>',
      'in a sandbox on another version of its machine: where it would have gone another way',
      machineVersion,
    )
    .action(async (id: string, options: ReplayOptions) => {
      const { at, machine } = options;
      if (machine && machine.machine !== 'order') throw usage(`an order has no machine ${machine.machine}`);
      const query = new URLSearchParams({
        ...(at !== undefined && { version: String(at) }),
        ...(machine && { machine: String(machine.version) }),
      });
      const life = await ask<ReplayedOrder>(options, `/orders/${encodeURIComponent(id)}/replay?${query}`);
      if (options.json) terminal.printJson(life);
      else terminal.print(showLife(life, terminal.width, machine && `order@${machine.version}`));
      if (life.differences.length > 0) throw new Failure('');
    });

  connectedOutput(
    group,
    'export <id>',
    'its stream as JSON Lines, a fact to a line: all that is needed to fold it elsewhere',
  ).action(async (id: string, options: Connection) => {
    const events = await ask<readonly OrderEvent[]>(options, `/orders/${encodeURIComponent(id)}/events`);
    for (const event of events) terminal.printJsonLine({ streamId: `order-${id}`, ...event });
  });
};
