import { newPGlite } from '../../support/new-pglite.ts';
import { storeContract } from './store-contract.ts';

storeContract('PGlite', async () => {
  const database = await newPGlite();
  return { database, close: () => database.destroy() };
});
