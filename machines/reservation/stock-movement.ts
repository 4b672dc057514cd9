import type { StateValue } from 'xstate';

/**
 * What happens to the pieces of every line:
 * - `hold`: available → reserved
 * - `release`: reserved → available
 * - `ship`: reserved → shipped
 * - `sell`: available → shipped, when one batch reserved, committed and shipped
 * - `restock`: shipped → available
 */
export type StockMovement = 'hold' | 'release' | 'ship' | 'sell' | 'restock' | 'none';

type Place = 'available' | 'reserved' | 'shipped';

const placeIn = (value: StateValue): Place => {
  if (value === 'reserved' || value === 'committed') return 'reserved';
  return value === 'shipped' ? 'shipped' : 'available';
};

const movements: Readonly<Record<Place, Readonly<Record<Place, StockMovement>>>> = {
  available: { available: 'none', reserved: 'hold', shipped: 'sell' },
  reserved: { available: 'release', reserved: 'none', shipped: 'ship' },
  // Nothing leads back from shipped to reserved.
  shipped: { available: 'restock', reserved: 'none', shipped: 'none' },
};

/** The movement of stock that a reservation's way from state `before` to state `after` stands for. */
export const stockMovement = (before: StateValue, after: StateValue): StockMovement =>
  movements[placeIn(before)][placeIn(after)];
