import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Envelope } from '../../../contracts/envelope.ts';
import type { ActorState } from '../../../runtime/actor/actor-state.ts';
import type { ActorDefinition } from '../../../runtime/actor/definition.ts';
import { durableMachine } from '../../../runtime/actor/durable-machine.ts';
import { initialState, replay } from '../../../runtime/actor/replay.ts';
import { type RecordedFact, step, timersAfter } from '../../../runtime/actor/step.ts';
import { toyDefinition, toyMessageTypes, toyStream } from '../../support/toy-definition.ts';
import { Add, Arm, Close, Disarm, Nudged, Open, toyMachine } from '../../support/toy-machine.ts';
import { toyMessage } from '../../support/toy-message.ts';

const definition = toyDefinition();
const stream = toyStream('a');
const id = 'a';
const messages: readonly (Envelope | 'timer')[] = [
  toyMessage(Open, { id }),
  toyMessage(Add, { id, by: 1 }),
  toyMessage(Arm, { id }),
  toyMessage(Disarm, { id }),
  toyMessage(Nudged, { id }),
  'timer',
  toyMessage(Close, { id }),
];

/** Steps through the messages, one a second; `timer` fires what is due next. */
const live = (sequence: readonly (Envelope | 'timer')[]) => {
  let state = initialState(definition, stream);
  const recorded: RecordedFact[] = [];
  for (const [index, each] of sequence.entries()) {
    const now = Date.UTC(2026, 0, 1) + index * 1_000;
    const context = { service: 'order', definition, messageTypes: toyMessageTypes, now };
    const [next] = Object.entries(state.timers).sort(([, one], [, other]) => one - other);
    if (each === 'timer' && !next) continue;
    const intake =
      each === 'timer'
        ? { message: toyMessage(Nudged, { id }), timer: { timerId: next?.[0] ?? '', dueAt: next?.[1] ?? 0 } }
        : { message: each };
    const result = step(context, state, intake, undefined);
    if (result.kind !== 'accepted') continue;
    state = result.state;
    recorded.push(result.recorded);
  }
  return { state, recorded };
};
const storedFacts = (recorded: readonly RecordedFact[]) =>
  recorded.map(({ version, after, fact, time }) => ({
    version,
    machineVersion: after.machineVersion,
    fact,
    time,
  }));

test('folding the facts again gives every state, timer and emission that stepping gave', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...messages), { maxLength: 30 }), (rest) => {
      const { state, recorded } = live([toyMessage(Open, { id }), ...rest]);
      const facts = storedFacts(recorded);
      assert.deepEqual(replay(definition, stream, facts), state);
      for (const [index, { after, emitted, fact }] of recorded.entries()) {
        const before: ActorState = replay(definition, stream, facts.slice(0, index));
        assert.deepEqual(replay(definition, stream, facts.slice(0, index + 1)), after);
        assert.deepEqual(definition.machines[0]?.step(before, fact).emitted, emitted);
      }
    }),
    { numRuns: 40 },
  );
});

test('a stream without facts is the actor before its first', () => {
  assert.deepEqual(replay(definition, stream, []), initialState(definition, stream));
  assert.equal(initialState(definition, stream).version, 0);
});

test('an actor stays on the machine that it began with; a new one takes the newest', () => {
  const versions: ActorDefinition<unknown, unknown> = {
    ...definition,
    machines: [durableMachine(toyMachine), { ...durableMachine(toyMachine), version: 2 }],
  };
  const { recorded } = live([toyMessage(Open, { id }), toyMessage(Add, { id, by: 1 })]);
  assert.equal(replay(versions, stream, storedFacts(recorded)).machineVersion, 1);
  assert.equal(initialState(versions, stream).machineVersion, 2);
});

test('timers fall due at whole milliseconds, as their rows keep them', () => {
  const transition = {
    value: 'armed',
    context: {},
    done: false,
    emitted: [],
    timers: [{ kind: 'set' as const, timerId: 'soon', delayMs: 0.4 }],
  };
  assert.deepEqual(timersAfter({}, transition, 1_000), { soon: 1_000 });
});

test('timers are set and cleared in the order of the transition', () => {
  const set = { kind: 'set' as const, timerId: 'soon', delayMs: 5 };
  const clear = { kind: 'clear' as const, timerId: 'soon' };
  const transition = { value: 'armed', context: {}, done: false, emitted: [] };
  assert.deepEqual(timersAfter({ soon: 1 }, { ...transition, timers: [clear, set] }, 10), { soon: 15 });
  assert.deepEqual(timersAfter({ soon: 1 }, { ...transition, timers: [set, clear] }, 10), {});
  assert.deepEqual(timersAfter({ late: 1 }, { ...transition, timers: [set], done: true }, 10), {});
});
