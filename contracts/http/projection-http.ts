import Type, { type Static } from 'typebox';

/** `GET /projections`: the read models of this process. */
export const Projections = Type.Object({
  projections: Type.Array(
    Type.Object({
      service: Type.String(),
      name: Type.String(),
      tables: Type.Array(Type.String()),
      position: Type.Integer({ description: 'place in the log of the last event that is in it' }),
      copies: Type.Array(
        Type.Object({
          purpose: Type.Enum(['rebuild', 'verify']),
          position: Type.Integer(),
        }),
        { description: 'what is being filled beside it, or was left when that was broken off' },
      ),
    }),
  ),
});
export type Projections = Static<typeof Projections>;

/** Which read model. */
export const ProjectionParams = Type.Object({ projection: Type.String({ minLength: 1, maxLength: 64 }) });

const progress = {
  events: Type.Integer({ description: 'events that this call has projected' }),
  position: Type.Integer({ description: 'place of the copy in the log' }),
  live: Type.Integer({ description: 'place of the read model, to which the copy must come' }),
};

/** `POST /projections/{projection}/rebuild`: what one call has done. */
export const RebuildStep = Type.Object({
  ...progress,
  switched: Type.Boolean({ description: 'done: what is read now is what was rebuilt' }),
});
export type RebuildStep = Static<typeof RebuildStep>;

/** A row that only one of the two has. */
export const RowDifference = Type.Object({
  table: Type.String(),
  onlyIn: Type.Enum(['live', 'rebuilt']),
  row: Type.Unknown(),
});
export type RowDifference = Static<typeof RowDifference>;

/** `POST /projections/{projection}/comparison`: what one call has done. */
export const ComparisonStep = Type.Object({
  ...progress,
  found: Type.Optional(
    Type.Object(
      {
        rows: Type.Integer({ description: 'how many rows differ' }),
        differences: Type.Array(RowDifference, { description: 'the first hundred of each table and side' }),
      },
      { description: 'done: what differs; missing as long as the copy is being filled' },
    ),
  ),
});
export type ComparisonStep = Static<typeof ComparisonStep>;
