import Type, { type Static } from 'typebox';

/** Whose actors. */
export const MigrationParams = Type.Object({ name: Type.String({ minLength: 1, maxLength: 128 }) });

/** `GET /machines/{name}/migrations`: what is in flight, and how it may be moved. */
export const Migrations = Type.Object({
  migrations: Type.Array(Type.Object({ from: Type.Integer(), to: Type.Integer() })),
  inFlight: Type.Array(Type.Object({ version: Type.Integer(), actors: Type.Integer() })),
});
export type Migrations = Static<typeof Migrations>;

/** `POST /machines/{name}/migrations`: moves some actors. */
export const MigrationBody = Type.Object(
  {
    from: Type.Integer({ minimum: 1 }),
    to: Type.Integer({ minimum: 1 }),
    dryRun: Type.Optional(Type.Boolean({ description: 'only tell what would become of them' })),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1000, description: 'how many actors; 100 unless it is said' }),
    ),
    cursor: Type.Optional(Type.String({ minLength: 1 })),
  },
  { additionalProperties: false },
);

const state = Type.Unknown({ description: 'as XState writes it' });

/** What became, or would become, of some actors. */
export const MigrationPage = Type.Object({
  moved: Type.Array(Type.Object({ from: state, to: state, actors: Type.Integer() }), {
    description: 'from which state to which, and how many',
  }),
  left: Type.Array(
    Type.Object({
      streamId: Type.String(),
      state: Type.Optional(state),
      code: Type.String(),
      reason: Type.String(),
    }),
    { description: 'which stay where they are, and why' },
  ),
  next: Type.Optional(Type.String({ description: 'cursor of the next page; missing on the last' })),
});
export type MigrationPage = Static<typeof MigrationPage>;
