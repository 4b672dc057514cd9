import { sql } from 'kysely';
import type { MessageType } from '../../contracts/message-type.ts';
import type { Projection, TableOf } from './projection.ts';

/** A projection with the tables that it fills at present and the checkpoint that says how far they are. */
export interface ReadModel {
  readonly schema: string;
  readonly projection: Projection;
  readonly messageTypes: ReadonlyMap<string, MessageType>;
  readonly checkpoint: string;
  readonly table: TableOf;
}

/** The one that is read. */
export const liveModel = (
  schema: string,
  projection: Projection,
  messageTypes: ReadonlyMap<string, MessageType>,
): ReadModel => ({
  schema,
  projection,
  messageTypes,
  checkpoint: projection.name,
  table: (name) => sql.table(`${schema}.${name}`),
});

/** What a copy of a read model is made for: to take its place, or to be compared with it. */
export type CopyPurpose = 'rebuild' | 'verify';

/** The one that is filled beside it. Two purposes do not disturb each other. */
export const copyOf = (live: ReadModel, purpose: CopyPurpose): ReadModel => ({
  ...live,
  checkpoint: `${live.checkpoint}.${purpose}`,
  table: (name) => sql.table(`${live.schema}.${copyName(name, purpose)}`),
});

/** The name of a table's copy. */
export const copyName = (table: string, purpose: CopyPurpose): string => `${table}_${purpose}`;
