import type { MessageId, StreamId } from './ids.ts';

/**
 * What every message carries beside its data. The names are those of CloudEvents 1.0 where it has one;
 * on the wire the attributes travel as headers and `data` is the body (binary mode), or several messages of a type as a
 * batch in JSON.
 */
export interface Envelope<Data = unknown> {
  readonly id: MessageId;
  /** The wire name, for example `OrderPlaced`. */
  readonly type: string;
  /** Version of the schema of `data`, from 1. */
  readonly schemaVersion: number;
  /** The service that sent it. */
  readonly source: string;
  /** The stream that emitted it; for a root command the stream that it addresses. */
  readonly subject: StreamId;
  /** Version of the stream that emitted it; 0 when it did not come from a stream. */
  readonly subjectVersion: number;
  /** RFC 3339, UTC. */
  readonly time: string;
  /** The same for everything that one root command set off: the stream that the command addressed. */
  readonly correlationId: string;
  /** The message that caused this one; its own id for a root. */
  readonly causationId: string;
  /** W3C trace context. */
  readonly traceparent: string;
  readonly data: Data;
}
