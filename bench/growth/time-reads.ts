import { sql } from 'kysely';
import { Pool } from 'undici';
import type { Database } from '../../runtime/store/database.ts';
import { type Percentiles, percentiles } from '../percentiles.ts';

/** How long reading takes over HTTP, one request at a time, in milliseconds. */
export interface ReadTimes {
  /** Orders drawn from all that are stored. */
  readonly order: Percentiles | null;
  readonly replay: Percentiles | null;
  /** The newest orders, and the page after some hundred others. */
  readonly firstPage: Percentiles | null;
  readonly laterPage: Percentiles | null;
}

const times = 300;
const pagesTurned = 10;

export const timeReads = async (origin: string, database: Database): Promise<ReadTimes> => {
  const pool = new Pool(origin, { connections: 1 });
  const read = async (path: string): Promise<{ readonly next?: string }> => {
    const { statusCode, body } = await pool.request({ method: 'GET', path });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${path}: ${statusCode} ${text}`);
    return Object(JSON.parse(text));
  };
  const time = async (paths: readonly string[]): Promise<Percentiles | null> => {
    const durations: number[] = [];
    for (const path of [...paths, ...paths]) {
      const began = performance.now();
      await read(path);
      durations.push(performance.now() - began);
    }
    // The first time round the code is compiled and the pages are fetched from the disk.
    return percentiles(durations.slice(paths.length));
  };
  const { rows } = await sql<{ id: string }>`
    select id from (
      select substr(stream_id, 7) as id from ${sql.table('order.actors')} tablesample bernoulli (10) where category = 'order'
    ) as drawn order by md5(id) limit ${times}`.execute(database);
  const ids = rows.map(({ id }) => id);
  const page = '/orders?limit=50';
  let later = page;
  for (let turned = 0; turned < pagesTurned; turned += 1) {
    const { next } = await read(later);
    if (next !== undefined) later = `${page}&cursor=${encodeURIComponent(next)}`;
  }
  try {
    return {
      order: await time(ids.map((id) => `/orders/${id}`)),
      replay: await time(ids.map((id) => `/orders/${id}/replay`)),
      firstPage: await time(Array.from({ length: times }, () => page)),
      laterPage: await time(Array.from({ length: times }, () => later)),
    };
  } finally {
    await pool.close();
  }
};
