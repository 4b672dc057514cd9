import type { AnyStateMachine } from 'xstate';
import { journeyMachineV1 } from '../../machines/journey/journey-machine-v1.ts';
import { journeyMachineV2 } from '../../machines/journey/journey-machine-v2.ts';
import { journeyMachineV3 } from '../../machines/journey/journey-machine-v3.ts';
import { mailMachineV1 } from '../../machines/mail/mail-machine-v1.ts';
import { orderMachineV1 } from '../../machines/order/order-machine-v1.ts';
import { orderMachineV2 } from '../../machines/order/order-machine-v2.ts';
import { paymentMachineV1 } from '../../machines/payment/payment-machine-v1.ts';
import { priceMachineV1 } from '../../machines/price/price-machine-v1.ts';
import { productMachineV1 } from '../../machines/product/product-machine-v1.ts';
import { reservationMachineV1 } from '../../machines/reservation/reservation-machine-v1.ts';
import { reservationMachineV2 } from '../../machines/reservation/reservation-machine-v2.ts';
import type { Ledger } from '../../proofs/ledger.ts';
import { orderLedger } from './order-ledger.ts';
import { orderLedgerV2 } from './order-ledger-v2.ts';
import { paymentLedger } from './payment-ledger.ts';
import { reservationLedger } from './reservation-ledger.ts';
import { reservationLedgerV2 } from './reservation-ledger-v2.ts';
import {
  journeyLedger,
  journeyLedgerV2,
  journeyLedgerV3,
  mailLedger,
  priceLedger,
  productLedger,
} from './small-ledgers.ts';

/** Every version of every machine, and what it owes. */
export const provedMachines: readonly { readonly machine: AnyStateMachine; readonly ledger: Ledger }[] = [
  { machine: orderMachineV1, ledger: orderLedger },
  { machine: orderMachineV2, ledger: orderLedgerV2 },
  { machine: paymentMachineV1, ledger: paymentLedger },
  { machine: reservationMachineV1, ledger: reservationLedger },
  { machine: reservationMachineV2, ledger: reservationLedgerV2 },
  { machine: mailMachineV1, ledger: mailLedger },
  { machine: productMachineV1, ledger: productLedger },
  { machine: priceMachineV1, ledger: priceLedger },
  { machine: journeyMachineV1, ledger: journeyLedger },
  { machine: journeyMachineV2, ledger: journeyLedgerV2 },
  { machine: journeyMachineV3, ledger: journeyLedgerV3 },
];
