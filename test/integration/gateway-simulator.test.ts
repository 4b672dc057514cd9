import { PGlite } from '@electric-sql/pglite';
import { openPGlite } from '../../runtime/store/database.ts';
import { describeGateway } from '../support/gateway-suite.ts';

describeGateway('PGlite', async () => {
  const database = openPGlite(await PGlite.create());
  return { database, close: () => database.destroy() };
});
