import { type Command, Option } from 'commander';

/** A command that speaks with running processes, for people or for machines. */
export const connectedCommand = (group: Command, name: string, description: string): Command =>
  connectedOutput(group, name, description).option('--json', 'for machines: JSON on stdout and nothing else');

/** A command that speaks with running processes and whose output has one form. */
export const connectedOutput = (group: Command, name: string, description: string): Command =>
  group
    .command(name)
    .description(description)
    .addOption(
      new Option('--url <url>', 'a process to ask; may be given several times (or ORDERS_URL)')
        .argParser(several)
        .default([], 'those of this computer that answer'),
    )
    .option('--token <token>', 'of an operator (or OPERATOR_TOKEN)');

const several = (value: string, before: readonly string[]): readonly string[] => [...before, value];
