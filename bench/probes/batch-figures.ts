/** What a service's /metrics say of its commits since it began. */
export interface BatchFigures {
  readonly commits: number;
  readonly messages: number;
  readonly commitSeconds: number;
}

/** Reads them from `<url>/metrics`. */
export const readBatchFigures = async (url: string): Promise<BatchFigures> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  const figure = (name: string): number =>
    [...text.matchAll(new RegExp(`^${name}\\{[^}]*\\} (\\S+)$`, 'gm'))].reduce(
      (sum, [, value]) => sum + Number(value),
      0,
    );
  return {
    commits: figure('batch_size_count'),
    messages: figure('batch_size_sum'),
    commitSeconds: figure('commit_duration_seconds_sum'),
  };
};

/** What the commits between two moments were like, for `orders` orders. */
export const batchesBetween = (
  before: BatchFigures | undefined,
  after: BatchFigures,
  orders: number,
): { readonly commitsPerOrder: number; readonly meanMessages: number; readonly meanCommitMs: number } => {
  const commits = after.commits - (before?.commits ?? 0);
  return {
    commitsPerOrder: commits / orders,
    meanMessages: (after.messages - (before?.messages ?? 0)) / commits,
    meanCommitMs: ((after.commitSeconds - (before?.commitSeconds ?? 0)) * 1_000) / commits,
  };
};
