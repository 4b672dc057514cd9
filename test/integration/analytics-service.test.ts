import { PGlite } from '@electric-sql/pglite';
import { openPGlite } from '../../runtime/store/database.ts';
import { describeAnalytics } from '../support/analytics-suite.ts';

describeAnalytics('PGlite', async () => {
  const database = openPGlite(await PGlite.create());
  return { database, close: () => database.destroy() };
});
