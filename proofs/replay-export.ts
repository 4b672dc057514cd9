import type { StreamId } from '../contracts/ids.ts';
import type { MessageType } from '../contracts/message-type.ts';
import type { ActorDefinition } from '../runtime/actor/definition.ts';
import { type Life, lifeOf } from '../runtime/actor/life-of.ts';

type Events = Parameters<typeof lifeOf>[3];

/**
 * Folds a stream that was exported with `orders export`: text of JSON Lines, as a file in a test has it. `life` tells
 * the state at its end, what each fact did, and the `differences` from what was recorded: none as long as the machine
 * still decides as it did for this order.
 */
export const replayExport = <Context, Known>(
  definition: ActorDefinition<Context, Known>,
  messageTypes: ReadonlyMap<string, MessageType>,
  text: string,
): Life => {
  const events: Events = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const event: Events[number] = JSON.parse(line);
      return { ...event, time: new Date(event.time) };
    });
  const [first] = events;
  if (!first) throw new Error('The export has no facts');
  const streamId: StreamId = first.streamId;
  return lifeOf(definition, messageTypes, streamId, events);
};
