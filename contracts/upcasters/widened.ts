/** For a version that only allows more than the one before: old data are good as they are. */
export const widened = (data: unknown): unknown => data;
