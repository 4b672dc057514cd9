import { Rejected } from '../errors.ts';
import type { Service } from '../service.ts';

/** A held message of one of these services. */
export interface Located {
  readonly service: Service;
  /** Of its row in `held_messages` of that service. */
  readonly heldId: number;
}

/** The id that operators see: numbers alone would repeat from service to service. */
export const deadLetterId = (service: string, heldId: number): string => `${service}-${heldId}`;

/** Finds the service of an id. @throws Rejected `dead-letter/not-here` when it does not run in this process */
export const locate = (services: readonly Service[], id: string): Located => {
  const [name, number] = id.split('-');
  const service = services.find((each) => each.name === name);
  if (service) return { service, heldId: Number(number) };
  const here = services.map((each) => each.name).join(', ');
  throw new Rejected(
    'unknown',
    'dead-letter/not-here',
    `${id} is not kept here: this process runs ${here}; ask the one of its service.`,
    { id },
  );
};

/** The error for an id whose row is gone. */
export const unknownDeadLetter = (id: string): Rejected =>
  new Rejected(
    'unknown',
    'dead-letter/unknown',
    `There is no held message ${id}: it was handled or discarded, as GET /dead-letters/audit may tell.`,
    { id },
  );
