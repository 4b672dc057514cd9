import type { MessageType } from '../../contracts/message-type.ts';
import type { FactEvent } from './actor-state.ts';
import type { DurableMachine } from './durable-machine.ts';
import { upcast } from './upcast.ts';

type MessageTypes = ReadonlyMap<string, MessageType>;

/** A message as the log keeps it with the fact that emitted it. No `schemaVersion`: 1. */
export interface StoredEmission extends FactEvent {
  readonly schemaVersion?: number;
}

/**
 * What a machine emitted, in the present schemas. A released machine goes on emitting what it emitted when it was
 * written; nobody else should have to know.
 */
export const presentEmissions = (
  { emits }: DurableMachine,
  messageTypes: MessageTypes,
  emitted: readonly FactEvent[],
): readonly FactEvent[] =>
  emitted.map((message) => {
    const written = emits[message.type];
    return written === undefined ? message : present(messageTypes, written, message);
  });

/** The same as the log keeps it: each says which schema it is in, so that it can still be compared later. */
export const storedEmissions = (
  messageTypes: MessageTypes,
  emitted: readonly FactEvent[],
): readonly StoredEmission[] =>
  emitted.map((message) => {
    const { schemaVersion = 1 } = messageTypes.get(message.type) ?? {};
    return schemaVersion === 1 ? message : { ...message, schemaVersion };
  });

/** What the log has, in the present schemas. */
export const readEmissions = (
  messageTypes: MessageTypes,
  stored: readonly StoredEmission[],
): readonly FactEvent[] =>
  stored.map(({ schemaVersion = 1, ...message }) => present(messageTypes, schemaVersion, message));

const present = (messageTypes: MessageTypes, schemaVersion: number, message: FactEvent): FactEvent => {
  const { type, ...data } = message;
  return { type, ...Object(upcast(messageTypes.get(type), schemaVersion, data)) };
};
