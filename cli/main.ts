// The command line of operators. It speaks HTTP with the running processes, so it needs no access to their servers.
import { Command, CommanderError } from 'commander';
import { addDeadLetterCommands } from './dead-letter-commands.ts';
import { Failure } from './failure.ts';
import { addMachineCommands } from './machine-commands.ts';
import { addOrderCommands } from './order-commands.ts';
import { addProjectionCommands } from './projection-commands.ts';
import { createTerminal } from './terminal.ts';
import { addVerifyCommand } from './verify-command.ts';

const terminal = createTerminal(process.stdout, process.stderr);
const program = new Command('npm run cli --').description('Operates a running order system').exitOverride();
addDeadLetterCommands(program, terminal);
addMachineCommands(program, terminal);
addOrderCommands(program, terminal);
addProjectionCommands(program, terminal);
addVerifyCommand(program, terminal);

/** 0 it worked, 1 it did not, 2 it was called wrongly. */
const run = async (): Promise<number> => {
  try {
    await program.parseAsync();
    return 0;
  } catch (error) {
    // Commander has written its message; asking for help is no error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof Failure)) throw error;
    if (error.message !== '') terminal.note(error.message);
    return error.exitCode;
  }
};
process.exitCode = await run();
