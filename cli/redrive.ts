import type {
  RedriveBegun,
  RedriveManyBody,
  RedriveOneBody,
  RedriveProgress,
} from '../contracts/http/dead-letter-http.ts';
import type { Client } from './client.ts';
import { Failure } from './failure.ts';
import type { Clients } from './find-services.ts';
import { followRedrive } from './follow-redrive.ts';
import { onWhoeverKnows } from './on-whoever-knows.ts';
import type { Terminal } from './terminal.ts';

/** What became of a redrive; only how it began, when nobody waited for its end. */
export type Redriven = { readonly url: string; readonly id?: string } & (RedriveProgress | RedriveBegun);

/** How a redrive is watched. */
export interface Watching {
  readonly terminal: Terminal;
  /** Whether to stay until its end. */
  readonly wait: boolean;
  /** Whether to tell of its progress. */
  readonly tell: boolean;
}

/** Redrives single dead letters, one after the other. One that is refused does not keep the others. */
export const redriveEach = async (
  clients: Clients,
  ids: readonly string[],
  body: RedriveOneBody,
  watching: Watching,
): Promise<{ readonly redriven: readonly Redriven[]; readonly refused: number }> => {
  const redriven: Redriven[] = [];
  let refused = 0;
  for (const id of ids) {
    try {
      const [client, begun] = await onWhoeverKnows(clients, (each) =>
        each.post<RedriveBegun>(`/dead-letters/${encodeURIComponent(id)}/redrive`, body),
      );
      redriven.push({ id, ...(await ended(client, begun, watching)) });
    } catch (error) {
      if (!(error instanceof Failure) || ids.length === 1) throw error;
      watching.terminal.note(`${id}: ${error.message}`);
      refused += 1;
    }
  }
  return { redriven, refused };
};

/** Redrives a group. Process after process, so that the rate holds for all of them together. */
export const redriveGroup = async (
  clients: Clients,
  body: RedriveManyBody,
  watching: Watching,
): Promise<readonly Redriven[]> => {
  const redriven: Redriven[] = [];
  for (const client of clients) {
    const begun = await client.post<RedriveBegun>('/dead-letters/redrive', body);
    if (begun.total > 0) redriven.push(await ended(client, begun, watching));
  }
  return redriven;
};

const ended = async (
  client: Client,
  begun: RedriveBegun,
  { terminal, wait, tell }: Watching,
): Promise<Redriven> => {
  const { url } = client;
  if (!wait) return { url, ...begun };
  const onProgress = (progress: RedriveProgress) => {
    if (tell) terminal.progress(`${url}: ${told(progress)}`);
  };
  return { url, ...(await followRedrive(client, begun.redriveId, onProgress)) };
};

/** Progress in words. */
export const told = ({ total, succeeded, failed, waiting, blocked }: RedriveProgress): string =>
  [
    `${succeeded} of ${total} handled`,
    ...(failed > 0 ? [`${failed} failed again`] : []),
    ...(waiting > blocked ? [`${waiting - blocked} to go`] : []),
    ...(blocked > 0 ? [`${blocked} behind another dead letter of their actor`] : []),
  ].join(', ');
