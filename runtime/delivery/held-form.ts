import type { Envelope } from '../../contracts/envelope.ts';
import type { StreamId } from '../../contracts/ids.ts';
import type { MessageType } from '../../contracts/message-type.ts';
import type { DueTimer, HeldForm, Intake } from '../actor/intake.ts';
import type { DueHeldMessage } from '../store/held-messages.ts';
import type { SchemaCheck } from './schema-check.ts';
import { fromOwnWire, fromWire, toWire, type WireForm } from './wire-message.ts';

const timerDueAt = 'x-timer-due-at';
const activity = 'x-activity-id';

/** A message of the broker, kept as it came. */
export const heldDelivery = ({ headers, body }: WireForm): HeldForm => ({ kind: 'message', headers, body });

/** A timer that was due. */
export const heldTimer = (message: Envelope, { dueAt }: DueTimer): HeldForm => {
  const { headers, body } = toWire(message, 'event');
  return { kind: 'timer', headers: { ...headers, [timerDueAt]: String(dueAt) }, body };
};

/** The outcome of an activity, which is over. */
export const heldOutcome = (message: Envelope, activityId: string): HeldForm => {
  const { headers, body } = toWire(message, 'event');
  return { kind: 'activity', headers: { ...headers, [activity]: activityId }, body };
};

/**
 * What a held message is for its actor; a message of the broker is upcast and checked like any other.
 * @throws Poison what reading a message throws
 */
export const readHeld = (
  row: DueHeldMessage,
  messageTypes: ReadonlyMap<string, MessageType>,
  check: SchemaCheck,
  subjectOf: (message: Envelope) => StreamId,
): Pick<Intake, 'message' | 'streamId' | 'recorded' | 'heldForm' | 'held' | 'timer' | 'activityId'> => {
  const { id, attempts, kind, headers, body } = row;
  const kept = { held: { id, attempts }, heldForm: () => ({ kind, headers, body }) };
  if (kind === 'message') {
    const message = fromWire(row, messageTypes, check);
    return { ...kept, message, streamId: row.streamId ?? subjectOf(message), recorded: true };
  }
  const message = fromOwnWire(row);
  const own = { ...kept, message, streamId: message.subject };
  if (kind === 'activity') return { ...own, recorded: true, activityId: String(headers[activity]) };
  return { ...own, recorded: false, timer: { timerId: message.type, dueAt: Number(headers[timerDueAt]) } };
};
