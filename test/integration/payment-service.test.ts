import { PGlite } from '@electric-sql/pglite';
import { openPGlite } from '../../runtime/store/database.ts';
import { describePaymentService } from '../support/payment-suite.ts';

describePaymentService('PGlite', async () => {
  const database = openPGlite(await PGlite.create());
  return { database, close: () => database.destroy() };
});
