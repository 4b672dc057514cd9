import type { Transaction } from '../store/database.ts';
import type { StreamEvent } from '../store/read-stream.ts';

/** A read model and how events become its rows. */
export interface Projection {
  /** The name of its checkpoint. */
  readonly name: string;
  /** Writes what the events mean, in the transaction that moves the checkpoint. Events are in log order and upcast. */
  project(transaction: Transaction<unknown>, events: readonly ProjectedEvent[]): Promise<void>;
  /** Empties the read model, for a rebuild. */
  clear(transaction: Transaction<unknown>): Promise<void>;
}

/** An event as projections see it: data in the present schema. */
export type ProjectedEvent = Omit<StreamEvent, 'schemaVersion'>;
