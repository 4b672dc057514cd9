import { newPGlite } from '../support/new-pglite.ts';
import { describePaymentService } from '../support/payment-suite.ts';

describePaymentService('PGlite', async () => {
  const database = await newPGlite();
  return { database, close: () => database.destroy() };
});
