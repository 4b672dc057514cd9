// needs: postgres
import { openPostgres } from '../../../runtime/store/database.ts';
import { createTestDatabase } from '../../support/test-database.ts';
import { storeContract } from './store-contract.ts';

storeContract('PostgreSQL', async () => {
  const { url, drop } = await createTestDatabase();
  const database = openPostgres(url, 5, () => {});
  return {
    database,
    close: async () => {
      await database.destroy();
      await drop();
    },
  };
});
