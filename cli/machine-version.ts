import { InvalidArgumentError } from 'commander';

/** One version of a machine. */
export interface MachineVersion {
  readonly machine: string;
  readonly version: number;
}

/** Reads `order@2`. */
export const machineVersion = (text: string): MachineVersion => {
  const [, machine, version] = /^([^@]+)@([1-9]\d*)$/.exec(text) ?? [];
  if (machine !== undefined && version !== undefined) return { machine, version: Number(version) };
  throw new InvalidArgumentError('It must be a machine and its version, such as order@2.');
};
