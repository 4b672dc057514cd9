import Type, { type Static } from 'typebox';

/** `GET /verification`: what can be verified in this process. */
export const VerifiableServices = Type.Object({
  services: Type.Array(Type.Object({ name: Type.String(), actors: Type.Integer() })),
});
export type VerifiableServices = Static<typeof VerifiableServices>;

/** Which service. */
export const VerificationParams = Type.Object({ service: Type.String({ minLength: 1, maxLength: 64 }) });

/** Which of its streams. */
export const VerificationQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 200, description: 'How many streams' }),
    cursor: Type.Optional(Type.String({ minLength: 1 })),
  },
  { additionalProperties: false },
);

/** Where a stream and what is stored of it part ways. */
export const StreamDifference = Type.Object({
  streamId: Type.String(),
  version: Type.Integer(),
  kind: Type.Enum(['stream', 'fact', 'state', 'emitted', 'snapshot', 'timers'], {
    description:
      'stream: facts are missing or left over; fact: it is not taken; state, emitted: it leads elsewhere, emits something else; snapshot, timers: what is kept is not the fold',
  }),
  message: Type.String(),
});
export type StreamDifference = Static<typeof StreamDifference>;

/** `GET /verification/{service}`: what was found in some streams. */
export const VerificationPage = Type.Object({
  streams: Type.Integer(),
  facts: Type.Integer(),
  differences: Type.Array(StreamDifference),
  next: Type.Optional(Type.String({ description: 'cursor of the next page; missing on the last' })),
});
export type VerificationPage = Static<typeof VerificationPage>;
