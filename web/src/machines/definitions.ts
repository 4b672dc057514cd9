import type { MachineSummary } from '../../../contracts/http/machine-http.ts';
import { get, processes } from '../api.ts';

/** A state as a definition writes it. */
export interface StateDefinition {
  readonly type?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly states?: Readonly<Record<string, StateDefinition>>;
}

/** A machine version as XState writes it. */
export interface Definition extends StateDefinition {
  readonly id: string;
  readonly version: string;
  readonly initial?: string;
}

/** Every machine in every version, of all processes; the newest version of a machine behind its others. */
export const readMachines = async (): Promise<readonly MachineSummary[]> => {
  const lists = await Promise.all(processes().map((service) => get<MachineSummary[]>(service, '/machines')));
  return lists
    .flat()
    .toSorted((one, other) => one.name.localeCompare(other.name) || one.version - other.version);
};

/** The definition of one. */
export const readDefinition = ({
  service,
  name,
  version,
}: Pick<MachineSummary, 'service' | 'name' | 'version'>): Promise<Definition> =>
  get(service, `/machines/${encodeURIComponent(name)}/${version}`);

/** The definitions of all versions of one machine, oldest first. */
export const readVersions = async (name: string): Promise<readonly Definition[]> => {
  const machines = (await readMachines()).filter((machine) => machine.name === name);
  return Promise.all(machines.map(readDefinition));
};
