import type { Envelope } from '../../contracts/envelope.ts';
import type { MessageId, StreamId } from '../../contracts/ids.ts';
import { groupBy } from '../group-by.ts';
import type { Database } from '../store/database.ts';
import type { ActorDefinition } from './definition.ts';
import type { Intake } from './intake.ts';

/** Loads what each definition wants to know about its messages; one query a definition. */
export const loadReferences = async (
  database: Database,
  definitionOf: (streamId: StreamId) => ActorDefinition<unknown, unknown>,
  batch: readonly Intake[],
): Promise<(message: Envelope) => unknown> => {
  const byDefinition = groupBy(batch, (intake) => definitionOf(intake.streamId));
  const known = new Map<MessageId, (message: Envelope) => unknown>();
  for (const [{ reference }, intakes] of byDefinition) {
    const wanted = intakes.map((intake) => intake.message).filter((each) => reference?.wants(each));
    if (!reference || wanted.length === 0) continue;
    const pick = await reference.load(database, wanted);
    for (const message of wanted) known.set(message.id, pick);
  }
  return (message) => known.get(message.id)?.(message);
};
