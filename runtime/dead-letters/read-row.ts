import { readHeld } from '../delivery/held-form.ts';
import { createSchemaCheck } from '../delivery/schema-check.ts';
import { createDirectory } from '../directory.ts';
import type { Service } from '../service.ts';
import type { HeldRow } from './held-row.ts';

/** A held message of a kind that an actor takes. */
export type HeldForActor = Pick<HeldRow, 'id' | 'attempts' | 'streamId' | 'headers' | 'body'> & {
  readonly kind: 'message' | 'timer' | 'activity';
};

/**
 * Reads a row as its actor will when it is tried again, and says whose it is by what it says itself.
 * @throws Poison what reading a message throws, and `message/not-for-service`
 */
export const readRow = (service: Service, row: HeldForActor) => {
  const { subjectOf } = createDirectory(service);
  const read = readHeld(row, service.messageTypes, createSchemaCheck(), subjectOf);
  return { ...read, subject: row.kind === 'message' ? subjectOf(read.message) : read.streamId };
};
