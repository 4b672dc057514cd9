import type { Parting, WhatIfPage } from '../contracts/http/what-if-http.ts';
import type { Client } from './client.ts';
import type { MachineVersion } from './machine-version.ts';
import { onWhoeverKnows } from './on-whoever-knows.ts';
import { persist } from './persist.ts';
import { statePaths } from './state-paths.ts';
import { table } from './terminal.ts';
import { createTimeLeft } from './time-left.ts';

/** What would have become of streams on another version. */
export interface Supposed {
  readonly streams: number;
  readonly facts: number;
  readonly partings: number;
  readonly groups: readonly PartingGroup[];
}

/** Streams that part ways at the same fact in the same state. */
export interface PartingGroup extends Parting {
  readonly streams: number;
}

/** Some streams may be very long. */
const withinMs = 600_000;

/** Folds streams of other versions on this one, about `sample` of them or all. */
export const suppose = async (
  clients: readonly [Client, ...Client[]],
  { machine, version }: MachineVersion,
  sample: number | undefined,
  tell: (line: string) => void,
): Promise<Supposed> => {
  const path = (cursor?: string) => {
    const query = new URLSearchParams({
      ...(sample !== undefined && { sample: String(sample) }),
      ...(cursor !== undefined && { cursor }),
    });
    return `/machines/${encodeURIComponent(machine)}/${version}/what-if?${query}`;
  };
  const ask = (each: Client, cursor?: string) => each.get<WhatIfPage>(path(cursor), withinMs);
  const timeLeft = createTimeLeft();
  const groups = new Map<string, PartingGroup>();
  let [client, page] = await onWhoeverKnows(clients, (each) => ask(each));
  const wanted = Math.min(page.total, sample ?? page.total);
  let streams = 0;
  let facts = 0;
  let partings = 0;
  for (;;) {
    streams += page.streams;
    facts += page.facts;
    partings += page.partings.length;
    for (const parting of page.partings) {
      const key = JSON.stringify([parting.kind, parting.fact, parting.state]);
      groups.set(key, { ...(groups.get(key) ?? parting), streams: (groups.get(key)?.streams ?? 0) + 1 });
    }
    const { next } = page;
    if (next === undefined) break;
    tell(`${streams} of about ${wanted} streams, ${partings} part ways, ${timeLeft(streams, wanted)}`);
    page = await persist(() => ask(client, next));
  }
  const sorted = [...groups.values()].sort((one, other) => other.streams - one.streams);
  return { streams, facts, partings, groups: sorted };
};

/** What was found, for people. */
export const toldSupposition = (
  { machine, version }: MachineVersion,
  { streams, facts, partings, groups }: Supposed,
  width: number,
): string => {
  const rows = groups.map((group) => [
    String(group.streams),
    group.kind,
    group.fact,
    statePaths(group.state),
    `${group.streamId} version ${group.version}: ${group.message}`,
  ]);
  return [
    ...(rows.length > 0 ? [table(['STREAMS', 'KIND', 'AT', 'IN', 'FOR EXAMPLE'], rows, width), ''] : []),
    `${streams} streams with ${facts} facts on ${machine}@${version}: ${partings === 0 ? 'none parts ways' : `${partings} part ways`}.`,
  ].join('\n');
};
