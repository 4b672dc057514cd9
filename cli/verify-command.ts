import type { Command } from 'commander';
import { connectedCommand } from './connected-command.ts';
import { Failure } from './failure.ts';
import { type Connection, findServices } from './find-services.ts';
import type { Terminal } from './terminal.ts';
import { type Found, verifyServices } from './verify-services.ts';

interface VerifyOptions extends Connection {
  readonly json?: true;
  readonly service?: string;
  readonly checkpoint?: string;
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
    .action(async (options: VerifyOptions) => {
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

const told = ({ streams, facts, differences }: Found): string =>
  `${streams} streams with ${facts} facts, ${differences === 0 ? 'nothing differs' : `${differences} differences`}`;
