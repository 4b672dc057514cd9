// needs: postgres
import { openPostgres } from '../../runtime/store/database.ts';
import { describeAnalytics } from '../support/analytics-suite.ts';
import { migratedPostgres } from '../support/migrated-postgres.ts';

describeAnalytics('PostgreSQL', async () => {
  const own = await migratedPostgres();
  let closing = false;
  const database = openPostgres(own.url, 4, (error) => {
    // The pool ends before its connections have gone; those that the removal of the database cuts off tell so.
    if (!closing) throw error;
  });
  const close = async () => {
    closing = true;
    await database.destroy();
    await own.drop();
  };
  return { database, close };
});
