import Type, { type Static } from 'typebox';

/** What `GET /messages` is asked with. */
export const MessageQuery = Type.Object(
  {
    correlationId: Type.String({ minLength: 1, maxLength: 500, description: 'Such as order-0b3c…' }),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 500 }),
  },
  { additionalProperties: false },
);

/** An activity whose outcome is not recorded yet. */
export const RunningActivity = Type.Object({
  attempts: Type.Integer({ description: 'How many have failed so far' }),
  againBy: Type.String({
    format: 'date-time',
    description: 'When it is tried again; while an attempt runs, when another process would take it over',
  }),
  lastError: Type.Optional(Type.String()),
});
export type RunningActivity = Static<typeof RunningActivity>;

/** A message that was taken, and what the actor sent because of it. */
export const HandledMessage = Type.Object({
  service: Type.String(),
  streamId: Type.String({ description: 'The actor that took it' }),
  version: Type.Integer(),
  type: Type.String({ description: 'The fact that it became' }),
  state: Type.String({ description: 'Top-level state that it led to, in kebab-case' }),
  value: Type.Unknown({ description: 'The whole state that it led to, as the machine names it' }),
  machine: Type.String({ description: 'The machine that took it' }),
  machineVersion: Type.Integer(),
  messageId: Type.String(),
  causationId: Type.String(),
  time: Type.String({ format: 'date-time' }),
  emitted: Type.Array(
    Type.Object({
      id: Type.String(),
      type: Type.String(),
      activity: Type.Boolean({ description: 'A side effect outside, not a message' }),
      running: Type.Optional(RunningActivity),
    }),
  ),
});
export type HandledMessage = Static<typeof HandledMessage>;

/** `GET /messages`: one conversation as these services recorded it, oldest first. */
export const Messages = Type.Object({ messages: Type.Array(HandledMessage) });
