import { newPGlite } from '../../support/new-pglite.ts';
import { heldMessagesContract } from './held-messages-contract.ts';

heldMessagesContract('PGlite', async () => {
  const database = await newPGlite();
  return { database, close: () => database.destroy() };
});
