import { messageId, streamId } from '../../contracts/ids.ts';
import type { StockLevelsChanged } from '../../contracts/inventory-messages.ts';
import type { Fact } from '../../contracts/message-type.ts';
import type { WrittenMessage } from '../../runtime/actor/definition.ts';
import type { StockLevel } from './stock-table.ts';

/**
 * How many levels one message tells. A level has 230 bytes at most, so a message 230 KB; a batch of 200 orders with
 * 100 lines each would make one of 4.6 MB.
 */
const atOnce = 1_000;

/**
 * What a commit changed, as messages: one, unless it changed more than a thousand SKUs. Each revision of a SKU exists
 * once, so the first level names its message.
 */
export const levelsChanged = (levels: readonly StockLevel[]): WrittenMessage[] => {
  const [first] = levels;
  if (!first) return [];
  const subject = streamId('stock', `${first.sku}/${first.revision}`);
  const event: Fact<typeof StockLevelsChanged> = {
    type: 'StockLevelsChanged',
    levels: levels.slice(0, atOnce),
  };
  const message = { id: messageId(`${subject}/levels`), subject, version: 1, event };
  return [message, ...levelsChanged(levels.slice(atOnce))];
};
