import { readdir, readFile } from 'node:fs/promises';

/** What /proc says of one process: CPU in milliseconds since it began, memory in bytes. */
export interface ProcessUsage {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  /** Its own, and that of its children that have ended. */
  readonly cpuMs: number;
  readonly residentBytes: number;
  /** The most that was ever resident. */
  readonly peakBytes: number;
}

/** The kernel counts in hundredths of a second whatever it is built with. */
const msPerTick = 10;
const bytesPerKb = 1_024;

/** Undefined when there is no such process (any more). */
export const processUsage = async (pid: number): Promise<ProcessUsage | undefined> => {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const number = (at: number) => Number(fields[at]);
    const kilobytes = (label: string) =>
      Number(new RegExp(`^${label}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    return {
      pid,
      parent: number(1),
      name,
      cpuMs: (number(11) + number(12) + number(13) + number(14)) * msPerTick,
      residentBytes: kilobytes('VmRSS') * bytesPerKb,
      peakBytes: kilobytes('VmHWM') * bytesPerKb,
    };
  } catch {
    return undefined;
  }
};

/** All processes of this machine. */
export const allProcesses = async (): Promise<readonly ProcessUsage[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  return (await Promise.all(pids.map(processUsage))).filter((usage) => usage !== undefined);
};
