import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  type AnyStateMachine,
  type AnyStateNodeConfig,
  assign,
  createMachine,
  emit,
  fromPromise,
  log,
  raise,
  StateMachine,
  sendTo,
  spawnChild,
} from 'xstate';
import { durableMachine } from '../../../runtime/actor/durable-machine.ts';
import { Poison } from '../../../runtime/errors.ts';

const worker = fromPromise(async () => 1);
const implementations = {
  actions: {
    keep: assign({}),
    tell: emit({ type: 'Told' }),
    logging: log('a line'),
    spawning: spawnChild(worker),
    sending: sendTo('somebody', { type: 'Hello' }),
    effect: () => {},
    later: raise({ type: 'Go' }, { delay: 10 }),
  },
  guards: { fine: () => true },
  delays: { soon: 10, never: Number.NaN, before: -1, always: Number.POSITIVE_INFINITY, computed: () => 5 },
};
/** A machine whose state `busy` is as given. */
const withBusy = (busy: AnyStateNodeConfig): AnyStateMachine =>
  createMachine(
    { id: 'toy', version: '1', initial: 'new', states: { new: { on: { Go: 'busy' } }, busy, over: {} } },
    implementations,
  );

const assertRefused = (machine: AnyStateMachine, state: string, problem: RegExp, cure: RegExp): void => {
  assert.throws(
    () => durableMachine(machine),
    (error: unknown) => {
      assert.ok(error instanceof Poison);
      assert.equal(error.code, 'machine/not-durable');
      assert.deepEqual(error.details, { machine: 'toy', state });
      assert.ok(error.message.startsWith(`Machine toy, state ${state}: `), error.message);
      assert.match(error.message, problem);
      assert.match(error.message, cure);
      return true;
    },
  );
};

/** What a state may not have: the problem that is named, and the cure. */
const refusals: readonly (readonly [
  title: string,
  busy: AnyStateNodeConfig,
  problem: RegExp,
  cure: RegExp,
])[] = [
  ['an invoked actor', { invoke: { src: worker } }, /invokes an actor/, /declare an activity/],
  [
    'an inline action',
    { on: { Go: { actions: () => {} } } },
    /action is an inline function/,
    /setup\({ actions }\)/,
  ],
  ['an inline entry action', { entry: () => {} }, /inline function/, /setup\({ actions }\)/],
  ['an inline exit action', { exit: assign({}) }, /xstate\.assign is written inline/, /setup\({ actions }\)/],
  [
    'an inline raise',
    { entry: raise({ type: 'Go' }, { delay: 5 }) },
    /xstate\.raise is written inline/,
    /actions/,
  ],
  [
    'an inline action of its first child',
    { initial: { target: 'a', actions: () => {} }, states: { a: {} } },
    /inline function/,
    /actions/,
  ],
  [
    'an undefined action',
    { on: { Go: { actions: 'nope' } } },
    /action nope is not defined/,
    /setup\({ actions }\)/,
  ],
  ['an action with effects', { entry: 'effect' }, /effect is a function with effects/, /assign .* emit/],
  ['a log action', { entry: 'logging' }, /logging is xstate\.log/, /assign .* emit/],
  ['a spawn action', { entry: 'spawning' }, /spawning is xstate\.spawnChild/, /assign .* emit/],
  ['a sendTo action', { entry: 'sending' }, /sending is xstate\.sendTo/, /assign .* emit/],
  ['a raise with a delay', { entry: 'later' }, /later raises an event later/, /after/],
  [
    'an inline guard',
    { on: { Go: { guard: () => true } } },
    /guard is an inline function/,
    /setup\({ guards }\)/,
  ],
  [
    'an undefined guard',
    { on: { Go: { guard: 'nope' } } },
    /guard nope is not defined/,
    /setup\({ guards }\)/,
  ],
  [
    'an undefined guard with parameters',
    { always: { guard: { type: 'nope', params: { a: 1 } }, target: 'over' } },
    /guard nope is not defined/,
    /setup\({ guards }\)/,
  ],
  ['an undefined delay', { after: { nope: 'over' } }, /delay nope is not defined/, /setup\({ delays }\)/],
  ['a delay that is NaN', { after: { never: 'over' } }, /delay never is NaN/, /milliseconds/],
  ['a negative delay', { after: { before: 'over' } }, /delay before is -1/, /milliseconds/],
  ['an infinite delay', { after: { always: 'over' } }, /delay always is Infinity/, /hundred years/],
  [
    'a guarded timer without another way out',
    { after: { 10: { guard: 'fine', target: 'over' } } },
    /every transition of xstate\.after\.10\.toy\.busy is guarded/,
    /last one without a guard/,
  ],
];

describe('a machine is refused, by name and state and with the cure, for', () => {
  for (const [title, busy, problem, cure] of refusals)
    test(title, () => assertRefused(withBusy(busy), 'busy', problem, cure));

  test('a history state', () => {
    const busy: AnyStateNodeConfig = { initial: 'a', states: { a: {}, back: { type: 'history' } } };
    assertRefused(withBusy(busy), 'busy.back', /history/, /context/);
  });

  test('a missing or odd version', () => {
    for (const version of [undefined, '0', '1.5', 'one']) {
      const machine = createMachine({
        id: 'toy',
        initial: 'new',
        states: { new: {} },
        ...(version && { version }),
      });
      assertRefused(machine, '(root)', /no version/, /version: '1'/);
    }
  });

  const first: readonly (readonly [title: string, states: AnyStateNodeConfig, state: string])[] = [
    ['entry actions', { entry: 'tell' }, 'new'],
    ['a timer', { after: { soon: 'over' } }, 'new'],
    ['a transient transition', { always: { guard: 'fine', target: 'over' } }, 'new'],
    [
      'entry actions in a child',
      { initial: 'a', states: { a: { initial: 'b', states: { b: { entry: 'tell' } } } } },
      'new.a.b',
    ],
    [
      'a timer in a region',
      {
        type: 'parallel',
        states: { a: {}, b: { initial: 'c', states: { c: { after: { soon: 'd' } }, d: {} } } },
      },
      'new.b.c',
    ],
    ['an end', { initial: 'a', states: { a: { type: 'final' } } }, 'new.a'],
    [
      'an action on the way into the first state',
      { initial: { target: 'a', actions: 'keep' }, states: { a: {} } },
      'new',
    ],
  ];
  for (const [title, state, path] of first)
    test(`${title} before the first fact`, () => {
      const machine = createMachine(
        { id: 'toy', version: '1', initial: 'new', states: { new: state, over: {} } },
        implementations,
      );
      assertRefused(machine, path, /before the first fact/, /waits for the first fact/);
    });
});

test('a machine is accepted with named assign, emit, guards, delays, tags and regions', () => {
  const machine = withBusy({
    entry: ['keep', { type: 'tell', params: { loud: true } }],
    tags: ['settled'],
    on: { Go: [{ guard: 'fine', target: 'over' }, { actions: 'tell' }] },
    after: { soon: [{ guard: 'fine', target: 'over' }, { target: 'new' }], computed: 'over', 5: 'over' },
  });
  assert.deepEqual([durableMachine(machine).name, durableMachine(machine).version], ['toy', 1]);
});

test('every machine of the system is accepted', async () => {
  const folder = new URL('../../../machines/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const modules = await Promise.all(files.map((file) => import(new URL(file, folder).href)));
  const machines = modules
    .flatMap((module) => Object.values(module))
    .filter((each) => each instanceof StateMachine);
  assert.ok(machines.length >= 7);
  for (const machine of machines) durableMachine(machine);
});
