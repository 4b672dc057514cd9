import { type Command, Option } from 'commander';
import type { Causes, DeadLetterDetails, Discarded } from '../contracts/http/dead-letter-http.ts';
import { connectedCommand } from './connected-command.ts';
import { Failure, usage } from './failure.ts';
import { type Connection, findServices } from './find-services.ts';
import { listLetters } from './list-letters.ts';
import { onWhoeverKnows } from './on-whoever-knows.ts';
import { readPayload } from './read-payload.ts';
import { type Redriven, redriveEach, redriveGroup, told } from './redrive.ts';
import { showCauses, showLetter, showList } from './show-letters.ts';
import type { Terminal } from './terminal.ts';
import { wholeNumber } from './whole-number.ts';

interface Common extends Connection {
  readonly json?: true;
}

interface ListOptions extends Common {
  readonly state?: string;
  readonly service?: string;
  readonly type?: string;
  readonly code?: string;
  readonly stream?: string;
  readonly correlation?: string;
  readonly limit: number;
}

interface RedriveOptions extends Common {
  readonly reason: string;
  readonly payload?: string;
  readonly code?: string;
  readonly type?: string;
  readonly service?: string;
  readonly all?: true;
  readonly rate?: number;
  readonly wait: boolean;
}

/** `dead-letters list | causes | show | redrive | discard`. */
export const addDeadLetterCommands = (program: Command, terminal: Terminal): void => {
  const group = program.command('dead-letters').description('what could not be handled: see, mend, redrive');
  const services = (options: Common) => findServices(options, process.env, terminal.note);
  const answer = (options: Common, value: unknown, text: () => string): void =>
    options.json ? terminal.printJson(value) : terminal.print(text());

  connectedCommand(group, 'list', 'what is held, newest first')
    .addOption(new Option('--state <state>', 'only these').choices(['dead', 'retrying', 'parked']))
    .option('--service <name>', 'only of this service')
    .option('--type <type>', 'only messages of this type')
    .option('--code <code>', 'only this error code')
    .option('--stream <id>', 'only of this actor, such as order-0b3c…')
    .option('--correlation <id>', 'only what this set off')
    .option('--limit <count>', 'how many at most', wholeNumber(1, 100_000), 50)
    .action(async (options: ListOptions) => {
      const { state, service, type, code, stream: streamId, correlation: correlationId } = options;
      const filter = { state, service, type, code, streamId, correlationId };
      const { deadLetters, more } = await listLetters(await services(options), filter, options.limit);
      answer(options, { deadLetters, more }, () => showList(deadLetters, terminal.width));
      if (more) terminal.note('There are more: give a larger --limit.');
    });

  connectedCommand(group, 'causes', 'what failed, grouped by what went wrong').action(
    async (options: Common) => {
      const clients = await services(options);
      const lists = await Promise.all(clients.map((client) => client.get<Causes>('/dead-letters/causes')));
      const causes = lists.flatMap((list) => list.causes).sort((one, other) => other.count - one.count);
      answer(options, { causes }, () => showCauses(causes, terminal.width));
    },
  );

  connectedCommand(group, 'show <id>', 'one message, whole').action(async (id: string, options: Common) => {
    const [, letter] = await onWhoeverKnows(await services(options), (client) =>
      client.get<DeadLetterDetails>(`/dead-letters/${encodeURIComponent(id)}`),
    );
    answer(options, letter, () => showLetter(letter));
  });

  connectedCommand(group, 'redrive [ids...]', 'handle dead letters again, and wait for what becomes of them')
    .requiredOption('--reason <text>', 'why; kept in the audit trail')
    .option('--payload <json>', 'new data for one message, as JSON or as @file')
    .option('--code <code>', 'all with this error code')
    .option('--type <type>', 'all of this message type')
    .option('--service <name>', 'all of this service')
    .option('--all', 'all there are')
    .option('--rate <count>', 'how many a second, for a group (default: 50)', wholeNumber(1, 1000))
    .option('--no-wait', 'do not wait until they were handled')
    .action(async (ids: string[], options: RedriveOptions) => {
      const { reason, payload, code, type, service, all, rate, wait } = options;
      const selection = Object.fromEntries(
        Object.entries({ code, type, service, all }).filter(([, value]) => value !== undefined),
      );
      const isGroup = Object.keys(selection).length > 0;
      if (isGroup === ids.length > 0)
        throw usage('say which: either ids, or a group by --code, --type, --service or --all');
      if (payload !== undefined && ids.length !== 1) throw usage('--payload is for one id');
      if (rate !== undefined && !isGroup) throw usage('--rate is for a group');
      const body = { reason, ...(payload !== undefined && { payload: readPayload(payload) }) };
      const many = { reason, ...selection, ...(rate !== undefined && { ratePerSecond: rate }) };
      const clients = await services(options);
      const watching = { terminal, wait, tell: !options.json };
      const { redriven, refused } = isGroup
        ? { redriven: await redriveGroup(clients, many, watching), refused: 0 }
        : await redriveEach(clients, ids, body, watching);
      answer(options, { redrives: redriven }, () => redriven.map(line).join('\n') || 'Nothing to redrive.');
      if (refused > 0 || redriven.some(isUnfinished)) throw new Failure('');
    });

  connectedCommand(group, 'discard <id>', 'give one dead letter up; what waits behind it follows')
    .requiredOption('--reason <text>', 'why; kept in the audit trail')
    .action(async (id: string, options: Common & { readonly reason: string }) => {
      const [, discarded] = await onWhoeverKnows(await services(options), (client) =>
        client.post<Discarded>(`/dead-letters/${encodeURIComponent(id)}/discard`, { reason: options.reason }),
      );
      answer(options, discarded, () => `${id} is discarded.`);
    });
};

const line = (redriven: Redriven): string => {
  const what = redriven.id ?? redriven.url;
  if (!('waiting' in redriven)) return `${what}: ${redriven.total} put back (redrive ${redriven.redriveId})`;
  return `${what}: ${told(redriven)}`;
};

const isUnfinished = (redriven: Redriven): boolean =>
  'waiting' in redriven && redriven.succeeded < redriven.total;
