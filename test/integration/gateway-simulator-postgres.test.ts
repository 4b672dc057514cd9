// needs: postgres
import { openPostgres } from '../../runtime/store/database.ts';
import { describeGateway } from '../support/gateway-suite.ts';
import { migratedPostgres } from '../support/migrated-postgres.ts';

describeGateway('PostgreSQL', async () => {
  const own = await migratedPostgres();
  // A pool ends before its connections have gone; the removal of the database cuts those off, which is no fault.
  const database = openPostgres(own.url, 10, () => {});
  const close = async () => {
    await database.destroy();
    await own.drop();
  };
  return { database, close };
});
