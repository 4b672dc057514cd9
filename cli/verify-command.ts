import type { Command } from 'commander';
import { connectedCommand } from './connected-command.ts';
import { Failure, usage } from './failure.ts';
import { type Connection, findServices } from './find-services.ts';
import { type MachineVersion, machineVersion } from './machine-version.ts';
import type { Terminal } from './terminal.ts';
import { type Found, verifyServices } from './verify-services.ts';
import { suppose, toldSupposition } from './what-if.ts';
import { wholeNumber } from './whole-number.ts';

interface VerifyOptions extends Connection {
  readonly json?: true;
  readonly service?: string;
  readonly checkpoint?: string;
  readonly against?: MachineVersion;
  readonly sample?: number;
}

/** `verify`. */
export const addVerifyCommand = (program: Command, terminal: Terminal): void => {
  connectedCommand(
    program,
    'verify',
    'fold every stream again and compare states, emitted messages, timers and snapshots with what is stored',
  )
    .option('--service <name>', 'only of this service')
    .option('--checkpoint <file>', 'keep in it how far it is; a run that was broken off goes on from there')
    .option(
      '--against <name@version>',
      'instead: fold streams of other versions on this one, and tell where they would have gone another way',
      machineVersion,
    )
    .option(
      '--sample <n>',
      'with --against: about so many of them, always the same',
      wholeNumber(1, 10_000_000),
    )
    .action(async (options: VerifyOptions) => {
      if (options.against) return verifyAgainst(options.against, options, terminal);
      if (options.sample !== undefined) throw usage('--sample goes with --against.');
      const silent: string[] = [];
      const clients = await findServices(options, process.env, (line) => {
        silent.push(line);
        terminal.note(line);
      });
      // Its schema library takes 0.8 s to load, which no other command should wait for.
      const { openCheckpoint } = await import('./checkpoint-file.ts');
      const checkpoint = await openCheckpoint(options.checkpoint);
      const found = await verifyServices(clients, options.service, checkpoint, {
        differs: (service, difference) => {
          if (options.json) return terminal.printJsonLine({ service, ...difference });
          const { streamId, version, kind, message } = difference;
          terminal.print(`${streamId} version ${version} (${kind}): ${message}`);
        },
        progress: terminal.progress,
      });
      await checkpoint.remove();
      for (const [service, of] of found) {
        if (options.json) terminal.printJsonLine({ service, ...of });
        else terminal.print(`${service}: ${told(of)}`);
      }
      const differences = [...found.values()].reduce((sum, of) => sum + of.differences, 0);
      if (differences > 0) throw new Failure(`${differences} differences were found.`);
      if (silent.length > 0 && options.service === undefined)
        throw new Failure('Nothing differs, but not every service was asked.');
    });
};

const verifyAgainst = async (
  against: MachineVersion,
  options: VerifyOptions,
  terminal: Terminal,
): Promise<void> => {
  if (options.checkpoint !== undefined || options.service !== undefined)
    throw usage('--against goes with neither --checkpoint nor --service.');
  const clients = await findServices(options, process.env, terminal.note);
  const supposed = await suppose(clients, against, options.sample, terminal.progress);
  if (options.json) terminal.printJson({ ...against, ...supposed });
  else terminal.print(toldSupposition(against, supposed, terminal.width));
  if (supposed.partings > 0) throw new Failure('');
};

const told = ({ streams, facts, differences }: Found): string =>
  `${streams} streams with ${facts} facts, ${differences === 0 ? 'nothing differs' : `${differences} differences`}`;
