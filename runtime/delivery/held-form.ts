import type { Envelope } from '../../contracts/envelope.ts';
import type { StreamId } from '../../contracts/ids.ts';
import type { MessageType } from '../../contracts/message-type.ts';
import type { DueTimer, HeldForm, Intake } from '../actor/intake.ts';
import { inBinaryMode, type WireContent } from '../broker/wire-content.ts';
import type { DueHeldMessage } from '../store/held-messages.ts';
import type { SchemaCheck } from './schema-check.ts';
import { fromOwnWire, fromWire, toCloudEvent } from './wire-message.ts';

const timerDueAt = 'x-timer-due-at';
const activity = 'x-activity-id';

/** A message of the broker, kept as it came. */
export const heldDelivery = (content: WireContent): HeldForm => {
  const { headers, body } = inBinaryMode(content);
  return { kind: 'message', headers, body };
};

/** A timer that was due. */
export const heldTimer = (message: Envelope, { dueAt }: DueTimer): HeldForm =>
  heldOwn('timer', message, { [timerDueAt]: String(dueAt) });

/** The outcome of an activity, which is over. */
export const heldOutcome = (message: Envelope, activityId: string): HeldForm =>
  heldOwn('activity', message, { [activity]: activityId });

const heldOwn = (
  kind: HeldForm['kind'],
  message: Envelope,
  more: Readonly<Record<string, string>>,
): HeldForm => {
  const { headers, body } = inBinaryMode({ event: toCloudEvent(message) });
  return { kind, headers: { ...headers, ...more }, body };
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
