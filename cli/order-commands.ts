import type { Command } from 'commander';
import type { OrderEvent, ReplayedOrder } from '../contracts/http/order-http.ts';
import { connectedCommand, connectedOutput } from './connected-command.ts';
import { Failure } from './failure.ts';
import { type Connection, findServices } from './find-services.ts';
import { onWhoeverKnows } from './on-whoever-knows.ts';
import { showLife } from './show-life.ts';
import type { Terminal } from './terminal.ts';
import { wholeNumber } from './whole-number.ts';

interface ReplayOptions extends Connection {
  readonly json?: true;
  readonly at?: number;
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
    .action(async (id: string, options: ReplayOptions) => {
      const upTo = options.at === undefined ? '' : `?version=${options.at}`;
      const life = await ask<ReplayedOrder>(options, `/orders/${encodeURIComponent(id)}/replay${upTo}`);
      if (options.json) terminal.printJson(life);
      else terminal.print(showLife(life, terminal.width));
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
