import { PGlite } from '@electric-sql/pglite';
import { openPGlite } from '../../../runtime/store/database.ts';
import { storeContract } from './store-contract.ts';

storeContract('PGlite', async () => {
  const database = openPGlite(new PGlite());
  return { database, close: () => database.destroy() };
});
