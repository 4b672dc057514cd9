import { describeGateway } from '../support/gateway-suite.ts';
import { newPGlite } from '../support/new-pglite.ts';

describeGateway('PGlite', async () => {
  const database = await newPGlite();
  return { database, close: () => database.destroy() };
});
