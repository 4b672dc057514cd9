import { createHash } from 'node:crypto';

/** What happened in a run, in readable lines. Nothing in it comes from the machine that the run is made on. */
export interface Trace {
  /** Adds a line at the present virtual time. */
  add(who: string, what: string): void;
  /** Adds one of an earlier moment, in milliseconds since the epoch; it is put behind the others of that moment. */
  addAt(time: number, who: string, what: string): void;
  lines(): readonly string[];
  /** SHA-256 of the lines. */
  hash(): string;
}

interface Line {
  readonly time: number;
  readonly text: string;
}

/** `start` is the moment that the lines count from. */
export const createTrace = (start: number, now: () => number): Trace => {
  const told: Line[] = [];
  const addAt = (time: number, who: string, what: string): void => {
    told.push({ time, text: `${elapsed(time - start)}  ${who.padEnd(14)} ${what}` });
  };
  const lines = () => told.toSorted((one, other) => one.time - other.time).map(({ text }) => text);
  return {
    add: (who, what) => addAt(now(), who, what),
    addAt,
    lines,
    hash: () => createHash('sha256').update(lines().join('\n')).digest('hex'),
  };
};

/** Days, then hours to milliseconds. */
const elapsed = (milliseconds: number): string => {
  const day = 86_400_000;
  const rest = new Date(milliseconds % day).toISOString().slice(11, 23);
  return `${String(Math.floor(milliseconds / day)).padStart(3)}d ${rest}`;
};
