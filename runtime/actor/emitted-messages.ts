import type { Envelope } from '../../contracts/envelope.ts';
import { emittedMessageId, type StreamId } from '../../contracts/ids.ts';
import { childTraceparent } from '../telemetry/trace-context.ts';
import type { StoredEmission } from './emissions.ts';

/** What the log knows of the messages of one step. */
export interface EmittingStep {
  readonly streamId: StreamId;
  readonly version: number;
  readonly emitted: readonly StoredEmission[];
  /** Which of them are messages, by their place. */
  readonly published: readonly number[];
  /** What set the step off. */
  readonly message: Pick<Envelope, 'id' | 'correlationId' | 'traceparent'>;
  /** In milliseconds since the epoch. */
  readonly time: number;
}

/** The messages of a step, whole: the same whether they are made with it or read from the log again. */
export const emittedMessages = (source: string, step: EmittingStep): readonly Envelope[] => {
  const time = new Date(step.time).toISOString();
  return step.published.flatMap((index) => {
    const emission = step.emitted[index];
    if (!emission) return [];
    const { type, schemaVersion = 1, ...data } = emission;
    const id = emittedMessageId(step.streamId, step.version, index);
    const message: Envelope = {
      id,
      type,
      schemaVersion,
      source,
      subject: step.streamId,
      subjectVersion: step.version,
      time,
      correlationId: step.message.correlationId,
      causationId: step.message.id,
      traceparent: childTraceparent(step.message.traceparent, id),
      data,
    };
    return [message];
  });
};
