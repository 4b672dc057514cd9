import { PGlite } from '@electric-sql/pglite';
import { openPGlite } from '../../../runtime/store/database.ts';
import { heldMessagesContract } from './held-messages-contract.ts';

heldMessagesContract('PGlite', async () => {
  const database = openPGlite(new PGlite());
  return { database, close: () => database.destroy() };
});
