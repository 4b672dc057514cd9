import Type, { type Static } from 'typebox';

/** How many actors of one machine version are in one state. */
export const Population = Type.Object({
  service: Type.String(),
  machine: Type.String(),
  version: Type.Integer(),
  state: Type.String({ description: 'Top-level state in kebab-case, such as reserving-stock' }),
  actors: Type.Integer(),
  oldestAt: Type.String({ format: 'date-time', description: 'When the one that moved longest ago moved' }),
  idle: Type.Integer({ description: 'How many have not moved for a minute' }),
  stuck: Type.Integer({
    description:
      'How many ought to move and do not: idle in a state that is not tagged settled, or waiting for a person in one',
  }),
});
export type Population = Static<typeof Population>;

/** `GET /machines/population`. */
export const Populations = Type.Object({
  at: Type.String({ format: 'date-time', description: 'When it was counted' }),
  states: Type.Array(Population),
});
export type Populations = Static<typeof Populations>;
