import Type, { type Static } from 'typebox';

/** How many actors of one machine version are in one state. */
export const Population = Type.Object({
  service: Type.String(),
  machine: Type.String(),
  version: Type.Integer(),
  state: Type.String({ description: 'Top-level state in kebab-case, such as reserving-stock' }),
  actors: Type.Integer(),
  oldestAt: Type.String({
    format: 'date-time',
    description:
      'When the one that moved longest ago moved. Once that one has left: to ten seconds where actors ought to move, ' +
      'to the hour where they may rest, rather too early than too late',
  }),
  stuck: Type.Integer({
    description:
      'How many ought to move and do not: for a minute in a state that is not settled, or waiting for a person in one',
  }),
});
export type Population = Static<typeof Population>;

/** `GET /machines/population`. */
export const Populations = Type.Object({
  at: Type.String({ format: 'date-time', description: 'When it was counted' }),
  states: Type.Array(Population),
});
export type Populations = Static<typeof Populations>;
