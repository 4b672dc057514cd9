/** A value and the version of the thing that it was rendered from. */
export interface Versioned {
  readonly version: number;
  readonly value: unknown;
}

/**
 * Keeps what is read often; never the truth. No call throws: what the cache cannot do is a miss, and a read is
 * not held up when its server is slow or gone. Redis and memory implement it and pass the same contract suite.
 */
export interface Cache {
  get(key: string): Promise<Versioned | undefined>;
  /** Keeps `value` (JSON) for `ttlSeconds`, unless the key holds the same or a newer version. */
  set(key: string, version: number, value: unknown, ttlSeconds: number): Promise<void>;
  /** Whether it answers now; the system works without. */
  isReady(): boolean;
  close(): Promise<void>;
}
