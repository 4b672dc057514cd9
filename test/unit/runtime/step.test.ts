import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataOf, MessageType } from '../../../contracts/message-type.ts';
import type { ActorState } from '../../../runtime/actor/actor-state.ts';
import { initialState } from '../../../runtime/actor/replay.ts';
import { type Step, step } from '../../../runtime/actor/step.ts';
import { parseTraceparent } from '../../../runtime/telemetry/trace-context.ts';
import { toyDefinition, toyMessageTypes, toyStream } from '../../support/toy-definition.ts';
import { Add, Answered, Arm, Ask, Close, Nudged, Open, Rang } from '../../support/toy-machine.ts';
import { toyMessage, toyTraceparent } from '../../support/toy-message.ts';

const activities = {
  Answer: {
    retry: { attempts: 1, firstDelayMs: 1, maximumDelayMs: 1, timeoutMs: 1 },
    idempotencyKey: () => 'key',
    run: async () => ({ type: 'Answered' }),
    exhausted: () => ({ type: 'Unanswered' }),
  },
};
const definition = toyDefinition({ activities });
const now = Date.UTC(2026, 0, 1);
const ringing = 'xstate.after.aMinute.toy.armed';

const context = { service: 'order', definition, messageTypes: toyMessageTypes, now };
const unborn = initialState(definition, toyStream('a'));
const send = <Message extends MessageType>(
  state: ActorState,
  message: Message,
  data: DataOf<Message>,
  more: Partial<Parameters<typeof step>[2]> = {},
  at = now,
): Step =>
  step({ ...context, now: at }, state, { message: toyMessage(message, data, 'm1'), ...more }, undefined);
const accepted = (result: Step) => {
  assert.ok(result.kind === 'accepted', result.kind);
  return result;
};
const open = accepted(send(unborn, Open, { id: 'a' })).state;
const armed = accepted(send(open, Arm, { id: 'a' }, {}, now + 1)).state;

test('an accepted message is a fact of the next version', () => {
  const { state, recorded } = accepted(send(open, Add, { id: 'a', by: 2 }, {}, now + 5));
  assert.deepEqual(state, {
    streamId: 'toy-a',
    version: 2,
    machineVersion: 1,
    value: 'open',
    context: { id: 'a', count: 2, answer: '' },
    done: false,
    createdAt: now,
    updatedAt: now + 5,
    timers: {},
  });
  assert.deepEqual(recorded.fact, { type: 'Added', by: 2 });
  assert.equal(recorded.time, now + 5);
});

test('what a step emits has an id of stream, version and place, and belongs to its cause', () => {
  const { messages } = accepted(send(open, Add, { id: 'a', by: 2, note: 'n' }));
  const [message] = messages;
  assert.deepEqual(
    { ...message, traceparent: '' },
    {
      id: 'toy-a/2/0',
      type: 'Counted',
      schemaVersion: 1,
      source: 'order',
      subject: 'toy-a',
      subjectVersion: 2,
      time: '2026-01-01T00:00:00.000Z',
      correlationId: 'a/root',
      causationId: 'm1',
      traceparent: '',
      data: { count: 2, note: 'n' },
    },
  );
  const [parent, child] = [parseTraceparent(toyTraceparent), parseTraceparent(message?.traceparent)];
  assert.equal(child?.traceId, parent?.traceId);
  assert.notEqual(child?.spanId, parent?.spanId);
});

test('the same step twice gives the same messages', () => {
  const add = () => accepted(send(open, Add, { id: 'a', by: 2 }));
  assert.deepEqual(add(), add());
});

test('a request for an activity is no message', () => {
  const asked = accepted(send(open, Ask, { id: 'a', question: 'why' }));
  assert.deepEqual(asked.messages, []);
  assert.deepEqual(asked.activities, [{ id: 'toy-a/2/0', request: { type: 'Answer', question: 'why' } }]);
});

test('the outcome of an activity is taken as the fact that it is, and ignored when nobody waits for it', () => {
  const asking = accepted(send(open, Ask, { id: 'a', question: 'why' })).state;
  const outcome = { activityId: 'toy-a/2/0' };
  const answered = accepted(send(asking, Answered, { answer: 'so' }, outcome));
  assert.equal(Object(answered.state.context).answer, 'so');
  assert.equal(send(open, Answered, { answer: 'so' }, outcome).kind, 'ignored');
});

test('an event that has no use is ignored, also by an actor that is not there', () => {
  assert.deepEqual(send(open, Nudged, { id: 'a' }), { kind: 'ignored', state: open });
  assert.deepEqual(send(unborn, Nudged, { id: 'a' }), { kind: 'ignored', state: unborn });
});

const refusal = (result: Step) => {
  assert.ok(result.kind === 'rejected', result.kind);
  const { kind, code, details } = result.error;
  return [kind, code, details];
};

test('a command that is not possible is refused with the state and what is', () => {
  assert.deepEqual(refusal(send(armed, Close, { id: 'a' })), [
    'impossible',
    'command/not-possible',
    { state: 'armed', allowed: ['Add', 'Arm', 'Disarm'] },
  ]);
});

test('a command to an actor that is not there is refused as unknown', () => {
  assert.deepEqual(refusal(send(unborn, Close, { id: 'a' })), ['unknown', 'actor/unknown', { id: 'toy-a' }]);
});

test('a command is refused by its decision before the machine is asked', () => {
  assert.deepEqual(refusal(send(open, Add, { id: 'a', by: -1 })), ['invalid', 'toy/negative', {}]);
});

test('a message of another actor and a machine that is not deployed are named', () => {
  assert.throws(() => send(open, Rang, { count: 1 }), { code: 'message/not-for-actor' });
  assert.throws(() => send({ ...open, machineVersion: 7 }, Close, { id: 'a' }), {
    code: 'machine/unknown-version',
  });
});

test('a timer fires when it is due', () => {
  const dueAt = armed.timers[ringing] ?? 0;
  assert.equal(dueAt, now + 1 + 60_000);
  const { state, messages, recorded } = accepted(
    send(armed, Nudged, { id: 'a' }, { timer: { timerId: ringing, dueAt } }),
  );
  assert.equal(state.value, 'open');
  assert.deepEqual(state.timers, {});
  assert.deepEqual(recorded.fact, { type: ringing });
  assert.deepEqual(
    messages.map(({ type }) => type),
    ['Rang'],
  );
});

test('a timer that was cleared or set anew since it was found does not fire', () => {
  const stale = { timer: { timerId: ringing, dueAt: armed.timers[ringing] ?? 0 } };
  assert.equal(send(open, Nudged, { id: 'a' }, stale).kind, 'ignored');
  const rearmed = accepted(send(armed, Arm, { id: 'a' }, {}, now + 500)).state;
  assert.deepEqual(send(rearmed, Nudged, { id: 'a' }, stale), { kind: 'ignored', state: rearmed });
});

test('a timer whose row was put off still fires', () => {
  const late = { timer: { timerId: ringing, dueAt: (armed.timers[ringing] ?? 0) + 60_000 } };
  assert.equal(send(armed, Nudged, { id: 'a' }, late).kind, 'accepted');
});

test('a message in a state without a reenter leaves the timers as they are', () => {
  assert.deepEqual(accepted(send(armed, Add, { id: 'a', by: 1 }, {}, now + 99)).state.timers, armed.timers);
});

test('a finished actor has no timers', () => {
  const closing = 'xstate.after.anHour.toy.armed';
  const timer = { timerId: closing, dueAt: armed.timers[closing] ?? 0 };
  const { state } = accepted(send(armed, Nudged, { id: 'a' }, { timer }));
  assert.deepEqual([state.value, state.done, state.timers], ['closed', true, {}]);
});
