import type { StateValue } from 'xstate';

/**
 * What happens to the pieces of every line:
 * - `hold`: available → reserved
 * - `release`: reserved → available
 * - `ship`: reserved → shipped
 * - `sell`: available → shipped, when one batch reserved, committed and shipped
 */
export type StockMovement = 'hold' | 'release' | 'ship' | 'sell' | 'none';

const holds = (value: StateValue) => value === 'reserved' || value === 'committed';

/** The movement of stock that a reservation's way from state `before` to state `after` stands for. */
export const stockMovement = (before: StateValue, after: StateValue): StockMovement => {
  if (before === after) return 'none';
  if (after === 'shipped') return holds(before) ? 'ship' : 'sell';
  if (!holds(before)) return holds(after) ? 'hold' : 'none';
  return holds(after) ? 'none' : 'release';
};
