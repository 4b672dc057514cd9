import { streamId } from '../../contracts/ids.ts';
import {
  CommitRequested,
  CommitReservation,
  ReleaseRequested,
  ReleaseStock,
  ReservationRepeated,
  ReserveStock,
  ReturnStock,
  ShipmentRequested,
  ShipStock,
  StockRejected,
  StockReserved,
  StockReturnRequested,
} from '../../contracts/inventory-messages.ts';
import type { DataOf, Fact } from '../../contracts/message-type.ts';
import { migrateReservationV1ToV2 } from '../../machines/reservation/migrate-reservation-v1-to-v2.ts';
import {
  type ReservationContextV1,
  reservationMachineV1,
} from '../../machines/reservation/reservation-machine-v1.ts';
import {
  type ReservationContextV2,
  reservationMachineV2,
} from '../../machines/reservation/reservation-machine-v2.ts';
import type { ActorState } from '../../runtime/actor/actor-state.ts';
import type { ActorDefinition } from '../../runtime/actor/definition.ts';
import { onCommand } from '../../runtime/actor/definition.ts';
import { durableMachine } from '../../runtime/actor/durable-machine.ts';
import { machineMigration } from '../../runtime/actor/machine-migration.ts';
import { type AvailableStock, availableStock } from './available-stock.ts';
import { piecesBySku } from './stock-delta.ts';
import { stockWrite } from './stock-write.ts';

type ReservationFact =
  | Fact<typeof StockReserved>
  | Fact<typeof StockRejected>
  | Fact<typeof ReservationRepeated>;

/** All of the stock lies there. */
const location = 'main';

/** All lines or none. A reservation that was decided before, or released before it came, is answered again. */
export const decideReservation = (
  { orderId, lines }: DataOf<typeof ReserveStock>,
  { value }: Pick<ActorState, 'value'>,
  stock: AvailableStock,
): ReservationFact => {
  if (value !== 'unknown') return { type: 'ReservationRepeated' };
  const shortages = [...piecesBySku(lines)].flatMap(([sku, wanted]) => {
    const available = stock.get(sku) ?? 0;
    return wanted > available ? [{ sku, wanted, available }] : [];
  });
  return shortages.length === 0
    ? { type: 'StockReserved', orderId, lines: lines.map((line) => ({ ...line, location })) }
    : { type: 'StockRejected', orderId, reason: 'out-of-stock', shortages };
};

const subject = ({ orderId }: { readonly orderId: string }) => streamId('reservation', orderId);

/** The hold on one order's stock. Every command may be the first of its stream: a release then leaves a tombstone. */
export const reservationActor: ActorDefinition<ReservationContextV1 | ReservationContextV2, AvailableStock> =
  {
    category: 'reservation',
    machines: [
      durableMachine(reservationMachineV1, { StockReserved: 1 }),
      durableMachine(reservationMachineV2),
    ],
    migrations: [machineMigration(1, 2, migrateReservationV1ToV2)],
    reactions: [
      onCommand(ReserveStock, {
        creates: true,
        leadsTo: [StockReserved, StockRejected, ReservationRepeated],
        subject,
        decide: decideReservation,
      }),
      onCommand(CommitReservation, {
        creates: true,
        leadsTo: [CommitRequested],
        subject,
        decide: () => ({ type: 'CommitRequested' }),
      }),
      onCommand(ReleaseStock, {
        creates: true,
        leadsTo: [ReleaseRequested],
        subject,
        decide: () => ({ type: 'ReleaseRequested' }),
      }),
      onCommand(ShipStock, {
        creates: true,
        leadsTo: [ShipmentRequested],
        subject,
        decide: () => ({ type: 'ShipmentRequested' }),
      }),
      onCommand(ReturnStock, {
        creates: true,
        leadsTo: [StockReturnRequested],
        subject,
        decide: () => ({ type: 'StockReturnRequested' }),
      }),
    ],
    reference: availableStock,
    write: stockWrite,
  };
