import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false };
const Time = Type.String({ format: 'date-time' });
const Code = Type.String({ minLength: 1, maxLength: 200 });
const Name = Type.String({ minLength: 1, maxLength: 200 });
const Cursor = Type.String({ minLength: 1 });
const Limit = Type.Integer({ minimum: 1, maximum: 200, default: 50 });
const State = Type.Enum(['retrying', 'parked', 'dead']);

/** Why somebody did something to a dead letter. */
const Reason = Type.String({ minLength: 1, maxLength: 500, description: 'Why; kept in the audit trail' });

/** `<service>-<number>`. */
export const DeadLetterParams = Type.Object({
  id: Type.String({ pattern: '^[a-z]+-[0-9]{1,15}$', description: 'Such as order-17' }),
});
/** What `GET /redrives/{redriveId}` is asked with. */
export const RedriveParams = Type.Object({ redriveId: Type.String({ format: 'uuid' }) });

/** What a list of held messages is narrowed to. */
export const DeadLetterQuery = Type.Object(
  {
    state: Type.Optional(State),
    service: Type.Optional(Name),
    type: Type.Optional(Name),
    code: Type.Optional(Code),
    streamId: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    correlationId: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    limit: Limit,
    cursor: Type.Optional(Cursor),
  },
  closed,
);
export type DeadLetterQuery = Static<typeof DeadLetterQuery>;

/** A held message, without its body. */
export const DeadLetter = Type.Object({
  id: Type.String(),
  service: Type.String(),
  state: Type.Enum(['retrying', 'parked', 'dead'], {
    description:
      'dead: waits for an operator. retrying: is tried again at dueAt. parked: follows one of its actor that failed',
  }),
  kind: Type.Enum(['message', 'timer', 'activity', 'outgoing'], {
    description: 'What it is; outgoing: the broker does not take it',
  }),
  type: Type.Optional(Type.String()),
  streamId: Type.Optional(Type.String({ description: 'The actor that it is for, where that is known' })),
  messageId: Type.Optional(Type.String()),
  correlationId: Type.Optional(Type.String()),
  code: Type.String({ description: 'Of the last error; listed in docs/errors.md' }),
  message: Type.String({ description: 'Of the last error' }),
  attempts: Type.Integer(),
  firstSeenAt: Time,
  lastSeenAt: Time,
  dueAt: Time,
  redriveId: Type.Optional(Type.String({ description: 'The last redrive that it belonged to' })),
});
export type DeadLetter = Static<typeof DeadLetter>;

/** A page, newest first. */
export const DeadLetterPage = Type.Object({
  deadLetters: Type.Array(DeadLetter),
  next: Type.Optional(Type.String({ description: 'cursor of the next page; missing on the last' })),
});
export type DeadLetterPage = Static<typeof DeadLetterPage>;

/** Messages that failed alike: numbers and ids in the error message count as the same. */
export const Cause = Type.Object({
  service: Type.String(),
  code: Type.String(),
  type: Type.Optional(Type.String()),
  message: Type.String({ description: 'With … for ids and # for numbers' }),
  count: Type.Integer(),
  dead: Type.Integer({ description: 'How many of them are dead letters; the others are being retried' }),
  firstSeenAt: Time,
  lastSeenAt: Time,
  example: Type.String({ description: 'Id of the last one' }),
});
export type Cause = Static<typeof Cause>;
export const Causes = Type.Object({ causes: Type.Array(Cause) });
export type Causes = Static<typeof Causes>;

/** A body: JSON where it parses, else its bytes. */
export const BodyView = Type.Object({
  json: Type.Optional(Type.Unknown()),
  base64: Type.Optional(Type.String()),
});
export type BodyView = Static<typeof BodyView>;

/** What an operator did. */
export const OperatorAction = Type.Object({
  id: Type.String(),
  deadLetterId: Type.String(),
  action: Type.Enum(['redrive', 'discard']),
  operator: Type.String(),
  reason: Type.String(),
  at: Time,
  code: Type.String({ description: 'Of the error that it had' }),
  kind: Type.String(),
  type: Type.Optional(Type.String()),
  streamId: Type.Optional(Type.String()),
  messageId: Type.Optional(Type.String()),
  redriveId: Type.Optional(Type.String()),
  headers: Type.Record(Type.String(), Type.Unknown(), { description: 'As they were before' }),
  before: BodyView,
  after: Type.Optional(BodyView),
});
export type OperatorAction = Static<typeof OperatorAction>;

/** A page of the audit trail, newest first. */
export const AuditQuery = Type.Object({ limit: Limit, cursor: Type.Optional(Cursor) }, closed);
export type AuditQuery = Static<typeof AuditQuery>;
export const AuditPage = Type.Object({ actions: Type.Array(OperatorAction), next: Type.Optional(Cursor) });
export type AuditPage = Static<typeof AuditPage>;

/** All that is known of one held message. */
export const DeadLetterDetails = Type.Object({
  ...DeadLetter.properties,
  headers: Type.Record(Type.String(), Type.Unknown()),
  /** As it came, in the schema version that its headers say. */
  body: BodyView,
  schema: Type.Optional(Type.Unknown({ description: 'The present JSON Schema of its type' })),
  schemaVersion: Type.Optional(Type.Integer({ description: 'The present one of its type' })),
  stack: Type.Optional(Type.String()),
  parkedBehind: Type.Integer({ description: 'How many messages of its actor wait behind it' }),
  actions: Type.Array(OperatorAction, { description: 'What operators did to it, newest first' }),
});
export type DeadLetterDetails = Static<typeof DeadLetterDetails>;

/** Body of `POST /dead-letters/{id}/redrive`. */
export const RedriveOneBody = Type.Object(
  {
    reason: Reason,
    payload: Type.Optional(
      Type.Unknown({
        description:
          'New data in the present schema of its type, whatever version it had; without it the old are sent',
      }),
    ),
    headers: Type.Optional(
      Type.Record(Type.String({ pattern: '^(cloudEvents:[a-z]+|traceparent)$' }), Type.String(), {
        ...closed,
        description: 'Attributes to put in or to replace, such as cloudEvents:type',
      }),
    ),
  },
  closed,
);
export type RedriveOneBody = Static<typeof RedriveOneBody>;

/** Body of `POST /dead-letters/redrive`. */
export const RedriveManyBody = Type.Object(
  {
    reason: Reason,
    code: Type.Optional(Code),
    type: Type.Optional(Name),
    service: Type.Optional(Name),
    all: Type.Optional(Type.Literal(true)),
    ratePerSecond: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'Default 50' })),
  },
  closed,
);
export type RedriveManyBody = Static<typeof RedriveManyBody>;

/** A redrive that was begun. */
export const RedriveBegun = Type.Object({ redriveId: Type.String(), total: Type.Integer() });
export type RedriveBegun = Static<typeof RedriveBegun>;

/** How far a redrive is. */
export const RedriveProgress = Type.Object({
  redriveId: Type.String(),
  total: Type.Integer(),
  waiting: Type.Integer({ description: 'Not tried yet, or tried and to be retried' }),
  blocked: Type.Integer({ description: 'Those of them that wait behind a dead letter of the same actor' }),
  succeeded: Type.Integer(),
  failed: Type.Integer({ description: 'Dead letters again' }),
});
export type RedriveProgress = Static<typeof RedriveProgress>;

/** Body of `POST /dead-letters/{id}/discard`. */
export const DiscardBody = Type.Object({ reason: Reason }, closed);
/** What was discarded. */
export const Discarded = Type.Object({ id: Type.String(), discarded: Type.Literal(true) });
export type Discarded = Static<typeof Discarded>;
