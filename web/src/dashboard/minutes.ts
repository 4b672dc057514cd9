const minuteMs = 60_000;

/** The beginnings of the last `length` minutes, in seconds since the epoch, the present one last. */
export const lastMinutes = (now: number, length: number): readonly number[] => {
  const present = now - (now % minuteMs);
  return Array.from({ length }, (_, index) => (present - (length - 1 - index) * minuteMs) / 1_000);
};

/** Looks rows up by their minute. */
export const byMinute = <Row extends { readonly minute: string }>(
  rows: readonly Row[],
): ((seconds: number) => Row | undefined) => {
  const known = new Map(rows.map((row) => [Date.parse(row.minute) / 1_000, row]));
  return (seconds) => known.get(seconds);
};
