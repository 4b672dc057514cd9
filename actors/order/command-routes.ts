import { CancelOrderBody, ReturnOrderBody } from '../../contracts/http/order-http.ts';
import {
  CancelOrder,
  ConfirmDelivery,
  FulfilOrder,
  ResumeOrder,
  ReturnOrder,
  ShipOrder,
} from '../../contracts/order-messages.ts';
import { requireOperator } from '../../runtime/http/operator.ts';

/** The commands to an order that is there: each is `POST /orders/{id}/<path>`. */
export const commandRoutes = [
  {
    path: 'cancel',
    type: CancelOrder,
    summary: 'Cancel an order',
    onRequest: [],
    body: CancelOrderBody,
  },
  {
    path: 'ship',
    type: ShipOrder,
    summary: 'Take the money of a confirmed order and ship it (operator)',
    onRequest: [requireOperator],
    body: undefined,
  },
  {
    path: 'confirm-delivery',
    type: ConfirmDelivery,
    summary: 'The customer has the parcel (operator)',
    onRequest: [requireOperator],
    body: undefined,
  },
  {
    path: 'return',
    type: ReturnOrder,
    summary: 'The goods came back: restock and refund (operator)',
    onRequest: [requireOperator],
    body: ReturnOrderBody,
  },
  {
    path: 'fulfil',
    type: FulfilOrder,
    summary: 'Ship a confirmed order of machine version 1 (operator)',
    onRequest: [requireOperator],
    body: undefined,
  },
  {
    path: 'resume',
    type: ResumeOrder,
    summary: 'Go on with an order that needs attention (operator)',
    onRequest: [requireOperator],
    body: undefined,
  },
];
