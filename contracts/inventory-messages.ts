import Type from 'typebox';
import { command, event, fact } from './message-type.ts';
import { stockReservedFromV1ToV2 } from './upcasters/stock-reserved-from-v1-to-v2.ts';
import { Amount, Currency, OrderId, OrderLine, Quantity, ReservedLine, Sku } from './values.ts';

const product = {
  sku: Sku,
  name: Type.String({ minLength: 1, maxLength: 200 }),
  price: Amount,
  currency: Currency,
};
const orderId = { orderId: OrderId };
const refused = { ...orderId, reason: Type.String() };

export const PriceProduct = command('inventory', 'PriceProduct', Type.Object(product));
export const ReceiveStock = command(
  'inventory',
  'ReceiveStock',
  Type.Object({ sku: Sku, quantity: Quantity }),
);
export const ReserveStock = command(
  'inventory',
  'ReserveStock',
  Type.Object({ ...orderId, lines: Type.Array(OrderLine, { minItems: 1 }) }),
);
export const CommitReservation = command('inventory', 'CommitReservation', Type.Object(orderId));
export const ReleaseStock = command('inventory', 'ReleaseStock', Type.Object(orderId));
export const ShipStock = command('inventory', 'ShipStock', Type.Object(orderId));
/** What was shipped came back and can be sold again. */
export const ReturnStock = command('inventory', 'ReturnStock', Type.Object(orderId));

export const ProductPriced = event('inventory', 'ProductPriced', Type.Object(product));
export const StockReceived = event(
  'inventory',
  'StockReceived',
  Type.Object({ sku: Sku, quantity: Quantity }),
);
export const StockReserved = event(
  'inventory',
  'StockReserved',
  Type.Object({ ...orderId, lines: Type.Array(ReservedLine, { minItems: 1 }) }),
  [stockReservedFromV1ToV2],
);
export const StockRejected = event(
  'inventory',
  'StockRejected',
  Type.Object({
    ...orderId,
    reason: Type.Union([Type.Literal('out-of-stock'), Type.Literal('released')]),
    shortages: Type.Array(
      // Several lines may name one SKU, so that it may be wanted more often than one line can say.
      Type.Object({
        sku: Sku,
        wanted: Type.Integer({ minimum: 1 }),
        available: Type.Integer({ minimum: 0 }),
      }),
    ),
  }),
);
export const ReservationCommitted = event('inventory', 'ReservationCommitted', Type.Object(orderId));
export const ReservationCommitRejected = event(
  'inventory',
  'ReservationCommitRejected',
  Type.Object(refused),
);
export const StockReleased = event('inventory', 'StockReleased', Type.Object(orderId));
export const StockReleaseRejected = event('inventory', 'StockReleaseRejected', Type.Object(refused));
export const StockShipped = event('inventory', 'StockShipped', Type.Object(orderId));
export const StockShipmentRejected = event('inventory', 'StockShipmentRejected', Type.Object(refused));
export const StockReturned = event('inventory', 'StockReturned', Type.Object(orderId));
export const StockReturnRejected = event('inventory', 'StockReturnRejected', Type.Object(refused));
/** The counts of one SKU; `revision` grows with each change, who keeps the latest keeps the highest. */
const StockLevel = Type.Object({
  sku: Sku,
  received: Amount,
  available: Amount,
  reserved: Amount,
  shipped: Amount,
  revision: Type.Integer({ minimum: 1 }),
});
/** One level to a message. No longer published; it stays readable for what is under way and for the logs. */
export const StockLevelChanged = event('inventory', 'StockLevelChanged', StockLevel);
/** What a commit changed, each SKU once. */
export const StockLevelsChanged = event(
  'inventory',
  'StockLevelsChanged',
  Type.Object({ levels: Type.Array(StockLevel, { minItems: 1 }) }),
);

/** A `ReserveStock` for a reservation that was decided before: it is answered again, not decided again. */
export const ReservationRepeated = fact('inventory', 'ReservationRepeated', Type.Object({}));
export const CommitRequested = fact('inventory', 'CommitRequested', Type.Object({}));
export const ReleaseRequested = fact('inventory', 'ReleaseRequested', Type.Object({}));
export const ShipmentRequested = fact('inventory', 'ShipmentRequested', Type.Object({}));
export const StockReturnRequested = fact('inventory', 'StockReturnRequested', Type.Object({}));
