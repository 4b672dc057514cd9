import type { Envelope } from '../../contracts/envelope.ts';
import { messageId, type StreamId } from '../../contracts/ids.ts';
import { newTraceparent } from '../telemetry/trace-context.ts';
import { type MachineMigration, migratedType } from './machine-migration.ts';

/** What sets a migration off, for the log and the trace; it never leaves the service. */
export const migrationMessage = (
  service: string,
  streamId: StreamId,
  { from, to }: MachineMigration,
  now: number,
): Envelope => {
  const id = messageId(`${streamId}/machine/${from}-${to}`);
  return {
    id,
    type: migratedType,
    schemaVersion: 1,
    source: service,
    subject: streamId,
    subjectVersion: 0,
    time: new Date(now).toISOString(),
    correlationId: streamId,
    causationId: id,
    traceparent: newTraceparent(id),
    data: { from, to },
  };
};
