import { Compile } from 'typebox/compile';
import { AnalyticsSummary } from '../../contracts/http/analytics-http.ts';
import type { Cache } from '../../runtime/cache/cache.ts';
import type { Service } from '../../runtime/service.ts';
import { readSummary } from './read-summary.ts';

/** The figures, for everybody who asks at the same time. */
export interface CurrentSummary {
  /** At most a second old. */
  get(): Promise<AnalyticsSummary>;
  /** As they are now; callers while it is being read share one reading. */
  read(): Promise<AnalyticsSummary>;
}

const key = 'analytics:summary';
const ttlSeconds = 1;
/** What another release left in the cache is a miss. */
const summaryCheck = Compile(AnalyticsSummary);

/** Reads the figures from the database, or from the cache of all processes of the service. */
export const createCurrentSummary = (
  { database, clock }: Pick<Service, 'database' | 'clock'>,
  cache: Cache,
): CurrentSummary => {
  let reading: Promise<AnalyticsSummary> | undefined;

  const readOnce = async (): Promise<AnalyticsSummary> => {
    const now = clock.now();
    const summary = await readSummary(database, now);
    await cache.set(key, now, summary, ttlSeconds);
    return summary;
  };
  const read = (): Promise<AnalyticsSummary> => {
    reading ??= readOnce().finally(() => {
      reading = undefined;
    });
    return reading;
  };

  return {
    read,
    get: async () => {
      const cached = await cache.get(key);
      return summaryCheck.Check(cached?.value) ? cached.value : read();
    },
  };
};
