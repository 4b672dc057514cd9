import type { Database } from '../../runtime/store/database.ts';
import { processUsage } from './process-usage.ts';
import type { ServersUsage } from './server-processes.ts';
import { readStorage, type Storage } from './storage.ts';

/** What a system has used up to one moment, by process, server and schema. */
export interface Usage {
  readonly cpuMs: ReadonlyMap<string, number>;
  /** Of a server it is what is resident now. */
  readonly peakBytes: ReadonlyMap<string, number>;
  readonly storage: Storage;
}

/** Reads it all. @throws when a process is gone */
export const readUsage = async (system: {
  readonly database: Database;
  readonly servers: ServersUsage;
  processes(): ReadonlyMap<string, number>;
}): Promise<Usage> => {
  const storage = await readStorage(system.database);
  const cpuMs = new Map<string, number>();
  const peakBytes = new Map<string, number>();
  for (const [name, pid] of system.processes()) {
    const usage = await processUsage(pid);
    if (!usage) throw new Error(`${name} is gone`);
    cpuMs.set(name, usage.cpuMs);
    peakBytes.set(name, usage.peakBytes);
  }
  for (const [server, usage] of await system.servers()) {
    cpuMs.set(server, usage.cpuMs);
    if (usage.residentBytes > 0) peakBytes.set(server, usage.residentBytes);
  }
  return { cpuMs, peakBytes, storage };
};

/** What was added to each between two moments, divided by `count`. */
export const differences = (
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  count: number,
): Readonly<Record<string, number>> =>
  Object.fromEntries([...after].map(([name, amount]) => [name, (amount - (before.get(name) ?? 0)) / count]));
