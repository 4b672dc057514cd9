import type { StateValue } from 'xstate';
import type { ReservationContextV1 } from './reservation-machine-v1.ts';
import type { ReservationContextV2 } from './reservation-machine-v2.ts';

/** A reservation between two facts, as version 1 keeps it. */
export interface ReservationStateV1 {
  readonly value: StateValue;
  readonly context: ReservationContextV1;
}

/** Where it goes on in version 2. */
export interface ReservationMigrationV1ToV2 {
  readonly kind: 'moves';
  readonly value: StateValue;
  readonly context: ReservationContextV2;
}

/**
 * Where a reservation of version 1 goes on in version 2: every state is there under the same name. Pure. What is shipped
 * moves, too: it may come back. All goods of version 1 lay in one place.
 */
export const migrateReservationV1ToV2 = ({
  value,
  context,
}: ReservationStateV1): ReservationMigrationV1ToV2 => ({
  kind: 'moves',
  value,
  context: { ...context, lines: context.lines.map((line) => ({ ...line, location: 'main' })) },
});
