import type { MessageType } from '../../contracts/message-type.ts';
import type { StreamEvent } from '../store/read-stream.ts';
import type { ActorState } from './actor-state.ts';
import { isStoredAlike } from './changes-between.ts';
import type { ActorDefinition } from './definition.ts';
import { storedFact } from './load-state.ts';
import { migratedType } from './machine-migration.ts';
import { type Difference, type TakenAgain, takeAgain } from './take-again.ts';

/**
 * Takes a recorded fact on another machine version than it was recorded with, without effects. What comes of it is
 * compared with what was recorded; of a migration only the state that it led to, for here there is none.
 */
export const takeElsewhere = (
  definition: ActorDefinition<unknown, unknown>,
  messageTypes: ReadonlyMap<string, MessageType>,
  before: ActorState,
  event: StreamEvent,
  machineVersion: number,
): TakenAgain | Difference => {
  if (event.type !== migratedType)
    return takeAgain(definition, messageTypes, before, { ...event, machineVersion });
  const { fact } = storedFact(messageTypes, event);
  const { version } = event;
  const message = `it was migrated to ${JSON.stringify(event.state)}, and would be in ${JSON.stringify(before.value)}`;
  const isSame = isStoredAlike(before.value, event.state);
  return {
    fact,
    after: { ...before, version },
    emitted: [],
    differences: isSame ? [] : [{ version, kind: 'state', message }],
  };
};
