// needs: postgres
import { openPostgres } from '../../runtime/store/database.ts';
import { migratedPostgres } from '../support/migrated-postgres.ts';
import { describePaymentService } from '../support/payment-suite.ts';

describePaymentService('PostgreSQL', async () => {
  const own = await migratedPostgres();
  // A pool ends before its connections have gone; the removal of the database cuts those off, which is no fault.
  const database = openPostgres(own.url, 10, () => {});
  const close = async () => {
    await database.destroy();
    await own.drop();
  };
  return { database, close };
});
