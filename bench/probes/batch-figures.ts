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
