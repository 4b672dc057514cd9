import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { differingStates, fingerprintOf } from '../../../runtime/chart/fingerprint.ts';
import { readChart } from '../../../runtime/chart/read-chart.ts';

const definition = () => ({
  id: 'lamp',
  version: '1',
  description: 'A lamp.',
  initial: 'off',
  states: {
    off: {
      description: 'Dark.',
      tags: ['settled'],
      on: {
        Switched: [{ guard: 'isWhole', target: 'on', actions: ['count'] }, { target: 'broken' }],
        Dropped: { target: 'broken' },
      },
    },
    on: {
      entry: ['shine'],
      exit: ['cool'],
      after: { burnTime: { target: 'broken' } },
      on: { Switched: 'off' },
    },
    broken: { type: 'final' },
  },
});
type Definition = ReturnType<typeof definition>;

/** The states that differ after the edit. */
const seen = (edit: (states: Definition['states'], whole: Definition) => unknown): readonly string[] => {
  const edited = definition();
  edit(edited.states, edited);
  const print = (written: unknown) => fingerprintOf(readChart(written));
  return differingStates(print(definition()), print(edited));
};

describe('a fingerprint differs', () => {
  const edits: readonly (readonly [string, string, Parameters<typeof seen>[0]])[] = [
    ['a target', 'off', ({ off }) => Object.assign(off.on.Dropped, { target: 'on' })],
    ['a guard', 'off', ({ off }) => Object.assign(off.on.Switched[0] ?? {}, { guard: 'isNew' })],
    ['the order of guarded ways', 'off', ({ off }) => off.on.Switched.reverse()],
    ['an action', 'off', ({ off }) => Object.assign(off.on.Switched[0] ?? {}, { actions: ['tally'] })],
    ['one action more', 'off', ({ off }) => Object.assign(off.on.Dropped, { actions: ['count'] })],
    ['an event', 'off', ({ off }) => Object.assign(off.on, { Kicked: 'broken' })],
    ['a tag', 'off', ({ off }) => off.tags.push('awaitsPerson')],
    ['an entry action', 'on', ({ on }) => on.entry.push('hum')],
    ['an exit action', 'on', ({ on }) => on.exit.push('hum')],
    ['a delay', 'on', ({ on }) => Object.assign(on, { after: { halfLife: { target: 'broken' } } })],
    [
      'whether a state is entered again',
      'on',
      ({ on }) => Object.assign(on.on, { Switched: { target: 'off', reenter: true } }),
    ],
    ['whether a state is an end', 'broken', ({ broken }) => Object.assign(broken, { type: 'atomic' })],
    ['where it begins', '(root)', (_, whole) => Object.assign(whole, { initial: 'on' })],
  ];
  for (const [what, state, edit] of edits)
    it(`by ${what}`, () => {
      assert.deepEqual(seen(edit), [state]);
    });

  it('by a state that is added, in it and in the one around it', () => {
    assert.deepEqual(
      seen((states) => Object.assign(states, { dim: {} })),
      ['(root)', 'dim'],
    );
  });
});

it('a fingerprint does not differ by a description, by the order of events or by a longer way of writing', () => {
  assert.deepEqual(
    seen(({ off, on }, whole) => {
      Object.assign(whole, { description: 'Another lamp.' });
      const { Switched, Dropped } = off.on;
      Object.assign(off, { description: 'Off.', on: { Dropped, Switched } });
      Object.assign(on.on, { Switched: [{ target: 'off' }] });
    }),
    [],
  );
});
