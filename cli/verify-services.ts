import type {
  StreamDifference,
  VerifiableServices,
  VerificationPage,
} from '../contracts/http/verification-http.ts';
import type { Checkpoint } from './checkpoint-file.ts';
import type { Client } from './client.ts';
import { Failure } from './failure.ts';

/** What was found in a service. */
export interface Found {
  readonly streams: number;
  readonly facts: number;
  readonly differences: number;
}

/** Who is told while it runs. */
export interface Watching {
  differs(service: string, difference: StreamDifference): void;
  progress(line: string): void;
}

/** Few enough for a service to do other work in between. */
const streamsAtOnce = 200;
/** One stream may be very long. */
const withinMs = 600_000;
const tellEveryMs = 2_000;

/** Verifies all streams of all services that these processes run, or of `only` one, from where `checkpoint` is. */
export const verifyServices = async (
  clients: readonly Client[],
  only: string | undefined,
  checkpoint: Checkpoint,
  watching: Watching,
): Promise<ReadonlyMap<string, Found>> => {
  // Two processes of a service have the same streams.
  const services = new Map<string, { readonly client: Client; readonly actors: number }>();
  for (const client of clients) {
    const { services: these } = await client.get<VerifiableServices>('/verification', withinMs);
    for (const { name, actors } of these)
      if (!services.has(name) && (only === undefined || only === name))
        services.set(name, { client, actors });
  }
  if (services.size === 0) throw new Failure(`None of these processes runs the service ${only}.`);
  const found = new Map<string, Found>();
  for (const [name, { client, actors }] of services) {
    await verifyService(client, name, actors, checkpoint, watching);
    const { streams, facts, differences } = checkpoint.of(name);
    found.set(name, { streams, facts, differences });
  }
  return found;
};

const verifyService = async (
  client: Client,
  name: string,
  actors: number,
  checkpoint: Checkpoint,
  watching: Watching,
): Promise<void> => {
  const before = checkpoint.of(name);
  const began = performance.now();
  let told = began;
  while (!checkpoint.of(name).done) {
    const { next, ...so } = checkpoint.of(name);
    const query = new URLSearchParams({
      limit: String(streamsAtOnce),
      ...(next !== undefined && { cursor: next }),
    });
    const page = await client.get<VerificationPage>(`/verification/${name}?${query}`, withinMs);
    for (const difference of page.differences) watching.differs(name, difference);
    const now = {
      streams: so.streams + page.streams,
      facts: so.facts + page.facts,
      differences: so.differences + page.differences.length,
    };
    await checkpoint.keep(name, {
      ...now,
      done: page.next === undefined,
      ...(page.next !== undefined && { next: page.next }),
    });
    if (performance.now() - told < tellEveryMs && page.next !== undefined) continue;
    told = performance.now();
    const rate = (now.streams - before.streams) / ((told - began) / 1_000);
    watching.progress(
      `${name}: ${now.streams} of ${Math.max(actors, now.streams)} streams, ${Math.round(rate)} a second, ${now.differences} differences`,
    );
  }
};
