import { sql } from 'kysely';
import type { Projections } from '../../contracts/http/projection-http.ts';
import type { Service } from '../service.ts';
import { type CopyPurpose, copyOf, liveModel } from './read-model.ts';

const purposes: readonly CopyPurpose[] = ['rebuild', 'verify'];

/** The read models of a service, how far they are, and what is being filled beside them. */
export const listProjections = async ({
  name: service,
  database,
  projections,
  messageTypes,
}: Pick<Service, 'name' | 'database' | 'projections' | 'messageTypes'>): Promise<
  Projections['projections']
> => {
  const { rows } = await sql<{ projection: string; position: number }>`
    select projection, position from ${sql.table(`${service}.checkpoints`)}`.execute(database);
  const places = new Map(rows.map(({ projection, position }) => [projection, position]));
  return projections.map((projection) => {
    const live = liveModel(service, projection, messageTypes);
    return {
      service,
      name: projection.name,
      tables: [...projection.tables],
      position: places.get(live.checkpoint) ?? 0,
      copies: purposes.flatMap((purpose) => {
        const position = places.get(copyOf(live, purpose).checkpoint);
        return position === undefined ? [] : [{ purpose, position }];
      }),
    };
  });
};
