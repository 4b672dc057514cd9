import { describeAnalytics } from '../support/analytics-suite.ts';
import { newPGlite } from '../support/new-pglite.ts';

describeAnalytics('PGlite', async () => {
  const database = await newPGlite();
  return { database, close: () => database.destroy() };
});
