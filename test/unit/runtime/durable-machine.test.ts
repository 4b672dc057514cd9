import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AnyStateMachine, assign, createMachine, enqueueActions } from 'xstate';
import type { StateValue } from '../../../runtime/actor/actor-state.ts';
import { durableMachine } from '../../../runtime/actor/durable-machine.ts';
import { toyStream } from '../../support/toy-definition.ts';
import { poisonousNumber, toyMachine } from '../../support/toy-machine.ts';

const toy = durableMachine(toyMachine);
const ringing = 'xstate.after.aMinute.toy.armed';
const closing = 'xstate.after.anHour.toy.armed';
const context = { id: 'a', count: 2, answer: '' };
const open = { value: 'open', context, done: false };
const added = (by: number) => ({ type: 'Added', by });
const armed = { value: 'armed', context, done: false };

test('a machine begins with the id of its entity and emits nothing', () => {
  for (const id of ['a-b', 'c'])
    assert.deepEqual(toy.initial(toyStream(id)), {
      value: 'new',
      context: { id, count: 0, answer: '' },
      done: false,
    });
});

test('a machine whose states are side by side begins in the first of each', () => {
  const both = durableMachine(
    createMachine({
      id: 'both',
      version: '1',
      type: 'parallel',
      states: {
        one: { initial: 'new', states: { new: {}, old: {} } },
        other: { initial: 'deep', states: { deep: { initial: 'er', states: { er: {} } } } },
      },
    }),
  );
  const { value } = both.initial(toyStream('a'));
  assert.deepEqual(value, { one: 'new', other: { deep: 'er' } });
});

test('a context that spawns an actor is refused when an entity begins', () => {
  const sly = durableMachine(
    createMachine({
      id: 'sly',
      version: '1',
      context: ({ spawn }: { spawn: (machine: AnyStateMachine) => unknown }) => ({
        child: spawn(createMachine({ id: 'child' })),
      }),
      initial: 'new',
      states: { new: {} },
    }),
  );
  assert.throws(() => sly.initial(toyStream('a')), { code: 'machine/not-durable' });
});

test('a state has the tags of all states that it is in', () => {
  const tagged = durableMachine(
    createMachine({
      id: 'tagged',
      version: '1',
      initial: 'both',
      tags: 'always',
      states: {
        both: {
          type: 'parallel',
          tags: 'here',
          states: {
            one: { initial: 'new', states: { new: {}, old: { tags: 'deep' } } },
            other: { initial: 'new', states: { new: {} } },
          },
        },
        end: { tags: 'there' },
      },
    }),
  );
  const tagsIn = (value: StateValue) =>
    ['always', 'here', 'deep', 'there'].filter((tag) =>
      tagged.hasTag({ value, context: {}, done: false }, tag),
    );
  assert.deepEqual(tagsIn({ both: { one: 'new', other: 'new' } }), ['always', 'here']);
  assert.deepEqual(tagsIn({ both: { one: 'old', other: 'new' } }), ['always', 'here', 'deep']);
  assert.deepEqual(tagsIn('end'), ['always', 'there']);
});

test('a step gives the next state and what was emitted, and leaves the state before it as it was', () => {
  const before = structuredClone(open);
  assert.deepEqual(toy.step(open, added(3)), {
    value: 'open',
    context: { id: 'a', count: 5, answer: '' },
    done: false,
    emitted: [{ type: 'Counted', count: 5 }],
    timers: [],
  });
  assert.deepEqual(open, before);
});

test('entering a state sets its timers, leaving it clears them, in order', () => {
  assert.deepEqual(toy.step(open, { type: 'Armed' }).timers, [
    { kind: 'set', timerId: ringing, delayMs: 60_000 },
    { kind: 'set', timerId: closing, delayMs: 3_600_000 },
  ]);
  assert.deepEqual(
    toy.step(armed, { type: 'Armed' }).timers.map(({ kind }) => kind),
    ['clear', 'clear', 'set', 'set'],
  );
  const fired = toy.step(armed, { type: ringing });
  assert.deepEqual(fired.emitted, [{ type: 'Rang', count: 2 }]);
  assert.equal(fired.value, 'open');
});

test('what a machine can take depends on its state, its guards and its alphabet', () => {
  assert.equal(toy.can(open, { type: 'Armed' }), true);
  assert.equal(toy.can(open, { type: 'Disarmed' }), false);
  assert.equal(toy.can(open, added(0)), false);
  assert.equal(toy.can(open, { type: 'Unheard' }), false);
  assert.throws(() => toy.can(open, added(poisonousNumber)), /cannot bear this number/);
});

test('a finished machine takes nothing more', () => {
  const { value, context: last, done } = toy.step(open, { type: 'Closed' });
  assert.equal(done, true);
  assert.deepEqual(toy.possible({ value, context: last, done }), []);
  assert.equal(toy.hasTag({ value, context: last, done }, 'settled'), true);
});

test('what is possible leaves out timers', () => {
  assert.deepEqual([...toy.possible(armed)].sort(), ['Added', 'Armed', 'Disarmed', 'Nudged']);
});

const waitingFor = (delay: number) =>
  durableMachine(
    createMachine(
      {
        id: 'waiting',
        version: '1',
        initial: 'new',
        states: { new: { on: { Go: 'busy' } }, busy: { after: { computed: 'new' } } },
      },
      { delays: { computed: () => delay } },
    ),
  );

test('a computed delay that is no time from now is refused when it is known', () => {
  const before = { value: 'new', context: {}, done: false };
  for (const delay of [Number.NaN, -1, Number.POSITIVE_INFINITY])
    assert.throws(() => waitingFor(delay).step(before, { type: 'Go' }), { code: 'machine/invalid-delay' });
  assert.equal(waitingFor(0).step(before, { type: 'Go' }).timers.length, 1);
});

test('an effect that only shows in a step is refused there instead of being dropped', () => {
  const sly = durableMachine(
    createMachine(
      { id: 'sly', version: '1', initial: 'new', states: { new: { on: { Go: { actions: 'doIt' } } } } },
      { actions: { doIt: enqueueActions(({ enqueue }) => enqueue(() => {})), keep: assign({}) } },
    ),
  );
  assert.throws(() => sly.step({ value: 'new', context: {}, done: false }, { type: 'Go' }), {
    code: 'machine/not-durable',
  });
});
