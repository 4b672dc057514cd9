import type { RawBuilder } from 'kysely';
import type { Transaction } from '../store/database.ts';
import type { StreamEvent } from '../store/read-stream.ts';

/** Where a table of a read model is at present: itself, or the copy of it that is being filled. */
export type TableOf = (name: string) => RawBuilder<unknown>;

/** A read model and how events become its rows. */
export interface Projection {
  /** The name of its checkpoint. */
  readonly name: string;
  /** Its tables, in the schema of its service. Nothing else writes them, and nothing in the database depends on them. */
  readonly tables: readonly string[];
  /**
   * Writes what the events mean, in the transaction that moves the checkpoint, to the tables that `table` names. Events
   * are in log order and upcast. The rows must not depend on how the log is cut into calls, or a rebuild differs.
   */
  project(
    transaction: Transaction<unknown>,
    events: readonly ProjectedEvent[],
    table: TableOf,
  ): Promise<void>;
}

/** An event as projections see it: data in the present schema. */
export type ProjectedEvent = Omit<StreamEvent, 'schemaVersion'>;
