import { orderMessagesV2 } from './order-messages-v2.ts';
import { orderDelaysV2, orderGuardsV2 } from './order-policy-v2.ts';
import { orderRecordsV2 } from './order-records-v2.ts';
import { orderTypesV2 } from './order-types-v2.ts';

/** All that the definition of the order can name. */
export const orderSetupV2 = orderTypesV2.extend({
  actions: { ...orderRecordsV2, ...orderMessagesV2 },
  guards: orderGuardsV2,
  delays: orderDelaysV2,
});
