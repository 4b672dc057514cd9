import { openPostgres } from '../../runtime/store/database.ts';
import { makeGuardedFolder } from '../../test/support/guarded-folder.ts';
import { createTestDatabase } from '../../test/support/test-database.ts';
import type { RunningContender } from '../contender.ts';
import type { LoadTarget } from '../load/load-job.ts';
import { startLoadProcess } from '../load/start-load-process.ts';
import { type Measurable, measureSystem } from '../measure.ts';
import { findServers } from '../probes/server-processes.ts';
import { undoWhenInterrupted } from '../system/interruption.ts';
import type { LoggedProcess } from '../system/logged-process.ts';
import { auditPeer } from './audit-peer.ts';
import { installPeers } from './install-peers.ts';
import { createPeerShop, settledPeerOrders, untilMailed } from './peer-database.ts';

/** What a peer is started with. */
export interface PeerSurroundings {
  /** A database with the shop's tables. */
  readonly databaseUrl: string;
  /** For logs and data; it goes with all that is guarded in it when the bench dies. */
  readonly folder: string;
  guard(pid: number): void;
}

/** A peer's processes, the last started last. */
export interface PeerProcesses {
  readonly target: LoadTarget;
  readonly processes: readonly LoggedProcess[];
}

/**
 * Connections of a peer's pool: what a step needs is CPU, and PostgreSQL has two cores here. With 20 DBOS settled 13 %
 * fewer orders a second at 16 connections, Restate 8 % fewer, which is within its noise; with 3 Restate 13 % fewer.
 */
export const peerPoolSize = '6';
/** Longer than either waits before it tries a step again. */
const patienceMs = 30_000;
/** The servers that a peer uses of ours. */
const peerServers = new Set(['postgres']);

/** Starts a peer on a database of its own. */
export const startPeer = async (
  start: (surroundings: PeerSurroundings) => Promise<PeerProcesses>,
): Promise<RunningContender> => {
  await installPeers();
  const own = await createTestDatabase();
  const database = openPostgres(own.url, 4, () => {});
  const folder = makeGuardedFolder('bench-peer');
  const client = startLoadProcess();
  let running: PeerProcesses | undefined;
  const stop = async (): Promise<void> => {
    forget();
    await client.stop();
    const ends = await Promise.allSettled(running?.processes.toReversed().map((each) => each.stop()) ?? []);
    await database.destroy();
    await own.drop();
    await folder.remove();
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  };
  const forget = undoWhenInterrupted(stop);
  try {
    await createPeerShop(database);
    const guard = (pid: number) => void folder.guard(pid, 'KILL');
    const { target, processes } = await start({ databaseUrl: own.url, folder: folder.path, guard });
    running = { target, processes };
    const servers = await findServers(database);
    const system: Measurable = {
      database,
      servers: async () => new Map([...(await servers())].filter(([name]) => peerServers.has(name))),
      target: () => target,
      processes: () => new Map(processes.map(({ name, pid }) => [name, pid])),
      settled: (since) => settledPeerOrders(database, since),
      untilRest: (since, orders) => untilMailed(database, since, orders, patienceMs),
      batches: async () => new Map(),
    };
    const measure = measureSystem(system, client);
    return { measure, audit: () => auditPeer(database), stop };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
};
