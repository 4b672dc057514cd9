import type { PGliteSession } from './prepare-pglite.ts';
import type { Sessions } from './session-dialect.ts';

/** Lets one holder in at a time, in the order of asking. */
const createMutex = () => {
  let last: Promise<void> = Promise.resolve();
  return async (): Promise<() => void> => {
    const before = last;
    let unlock = (): void => {};
    last = new Promise((resolve) => {
      unlock = resolve;
    });
    await before;
    return unlock;
  };
};

/** The one session of a PGlite, lent to one holder at a time, so that a transaction is never joined by a stranger's query. */
export const pgliteSessions = (pglite: PGliteSession): Sessions => {
  const lock = createMutex();
  return {
    acquire: async () => {
      await pglite.waitReady;
      const release = await lock();
      return {
        query: async <Row extends object>(text: string, parameters: unknown[]) => {
          const { rows, affectedRows = 0 } = await pglite.query<Row>(text, parameters);
          return { rows, affectedRows };
        },
        release,
      };
    },
    close: () => pglite.close(),
  };
};
