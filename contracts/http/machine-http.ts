import Type, { type Static } from 'typebox';

/** Which machine version. */
export const MachineParams = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 128 }),
  version: Type.Integer({ minimum: 1 }),
});

/** How a definition is answered. */
export const MachineQuery = Type.Object(
  {
    format: Type.Enum(['json', 'mermaid', 'svg'], {
      default: 'json',
      description: 'json: for the Stately editor and createMachine; mermaid: stateDiagram-v2; svg: a drawing',
    }),
  },
  { additionalProperties: false },
);

/** One row of `GET /machines`. */
export const MachineSummary = Type.Object({
  name: Type.String(),
  version: Type.Integer(),
  service: Type.String({ description: 'Whose actors it decides for' }),
  description: Type.Optional(Type.String()),
});
export type MachineSummary = Static<typeof MachineSummary>;

/** `GET /machines`: all machines in all versions that this process runs. */
export const Machines = Type.Array(MachineSummary);

/** A definition as XState reads it: states, events, and the names of guards, actions and delays. */
export const MachineDefinition = Type.Object(
  {
    id: Type.String(),
    version: Type.String(),
    description: Type.Optional(Type.String()),
    initial: Type.Optional(Type.String()),
    states: Type.Record(Type.String(), Type.Unknown()),
  },
  { additionalProperties: true },
);
