// needs: postgres
import { openPostgres } from '../../../runtime/store/database.ts';
import { migratedPostgres } from '../../support/migrated-postgres.ts';
import { storeContract } from './store-contract.ts';

storeContract('PostgreSQL', async () => {
  const { url, drop } = await migratedPostgres();
  const database = openPostgres(url, 5, () => {});
  return {
    database,
    close: async () => {
      await database.destroy();
      await drop();
    },
  };
});
