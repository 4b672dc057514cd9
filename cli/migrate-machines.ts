import type { MigrationPage, Migrations } from '../contracts/http/migration-http.ts';
import type { Client } from './client.ts';
import { onWhoeverKnows } from './on-whoever-knows.ts';
import { persist } from './persist.ts';
import { statePaths } from './state-paths.ts';
import { createTimeLeft } from './time-left.ts';

/** Which actors are to be moved, and whether it is to be done. */
export interface MigrationRequest {
  readonly machine: string;
  readonly from: number;
  readonly to: number;
  readonly dryRun: boolean;
}

/** What became, or would become, of the actors in flight. */
export interface MigrationResult {
  readonly moved: readonly MigrationPage['moved'][number][];
  readonly left: MigrationPage['left'];
  /** Actors in flight that are on the old version afterwards. */
  readonly remaining: number;
}

const withinMs = 120_000;

/** Goes through all actors in flight, page after page. `tell` is told how far it is. */
export const migrateMachines = async (
  clients: readonly [Client, ...Client[]],
  { machine, ...body }: MigrationRequest,
  tell: (line: string) => void,
): Promise<MigrationResult> => {
  const path = `/machines/${encodeURIComponent(machine)}/migrations`;
  const count = ({ inFlight }: Migrations) =>
    inFlight.find(({ version }) => version === body.from)?.actors ?? 0;
  const [client, before] = await onWhoeverKnows(clients, (each) => each.get<Migrations>(path));
  const total = count(before);
  const moved = new Map<string, MigrationPage['moved'][number]>();
  const left: MigrationPage['left'] = [];
  const timeLeft = createTimeLeft();
  let done = 0;
  let cursor: string | undefined;
  do {
    tell(`${machine}: ${done} of ${Math.max(total, done)} actors, ${timeLeft(done, total)}`);
    const asked = { ...body, ...(cursor !== undefined && { cursor }) };
    const page = await persist(() => client.post<MigrationPage>(path, asked, withinMs));
    for (const move of page.moved) {
      const key = JSON.stringify([move.from, move.to]);
      moved.set(key, { ...move, actors: move.actors + (moved.get(key)?.actors ?? 0) });
      done += move.actors;
    }
    left.push(...page.left);
    done += page.left.length;
    cursor = page.next;
  } while (cursor !== undefined);
  const remaining = count(await persist(() => client.get<Migrations>(path)));
  return { moved: [...moved.values()], left, remaining };
};

/** A state for people. */
export const shownState = (value: unknown): string => statePaths(value).join(' + ');
