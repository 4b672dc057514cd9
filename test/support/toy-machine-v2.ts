import { assertEvent, setup } from 'xstate';
import type { Fact } from '../../contracts/message-type.ts';
import { durableMachine } from '../../runtime/actor/durable-machine.ts';
import { type Move, machineMigration, type Place } from '../../runtime/actor/machine-migration.ts';
import { toyDefinition } from './toy-definition.ts';
import type * as toy from './toy-machine.ts';

type ToyFact =
  | Fact<typeof toy.Opened>
  | Fact<typeof toy.Added>
  | Fact<typeof toy.Armed>
  | Fact<typeof toy.Disarmed>
  | Fact<typeof toy.Asked>
  | Fact<typeof toy.Answered>
  | Fact<typeof toy.Unanswered>
  | Fact<typeof toy.Nudged>
  | Fact<typeof toy.Closed>;
interface ContextV1 {
  readonly id: string;
  readonly count: number;
  readonly answer: string;
}
interface ContextV2 {
  readonly id: string;
  readonly total: number;
  readonly answers: readonly string[];
}

const setupV2 = setup({
  types: {} as {
    context: ContextV2;
    events: ToyFact;
    emitted:
      | Fact<typeof toy.Counted>
      | Fact<typeof toy.Rang>
      | { readonly type: 'Answer'; readonly question: string };
    input: { readonly id: string };
    tags: 'settled';
  },
});
const { assign, emit } = setupV2;

/** The second version: while it is armed a lid stays shut beside the bell, and it remembers all answers. */
export const toyMachineV2 = setupV2
  .extend({
    actions: {
      add: assign(({ context, event }) => {
        assertEvent(event, 'Added');
        return { total: context.total + event.by };
      }),
      publishCount: emit(({ context }) => ({ type: 'Counted', count: context.total })),
      publishRing: emit(({ context }) => ({ type: 'Rang', count: context.total })),
      ask: emit(({ event }) => {
        assertEvent(event, 'Asked');
        return { type: 'Answer', question: event.question };
      }),
      recordAnswer: assign(({ context, event }) => {
        assertEvent(event, 'Answered');
        return { answers: [...context.answers, event.answer] };
      }),
    },
    delays: { aMinute: 60_000, aDay: ({ context }) => (context.total < 0 ? 0 : 86_400_000) },
  })
  .createMachine({
    id: 'toy',
    version: '2',
    context: ({ input }) => ({ id: input.id, total: 0, answers: [] }),
    initial: 'new',
    states: {
      new: { on: { Opened: 'open' } },
      open: {
        on: {
          Added: { actions: ['add', 'publishCount'] },
          Armed: 'armed',
          Asked: { target: 'asking', actions: 'ask' },
          Closed: 'closed',
        },
      },
      armed: {
        type: 'parallel',
        on: { Added: { actions: ['add', 'publishCount'] }, Disarmed: 'open', Nudged: 'open' },
        states: {
          bell: {
            initial: 'silent',
            states: { silent: { after: { aMinute: { target: 'rung', actions: 'publishRing' } } }, rung: {} },
          },
          lid: {
            initial: 'shut',
            states: { shut: { after: { aDay: 'loose' } }, loose: {} },
          },
        },
      },
      asking: { on: { Answered: { target: 'open', actions: 'recordAnswer' } } },
      closed: { type: 'final', tags: ['settled'] },
    },
  });

/** Every toy of the first version has a place in the second, but for one that was never answered. */
export const migrateToyV1ToV2 = ({ value, context }: Place<ContextV1>): Move<ContextV2> => {
  if (value === 'unanswered') return { kind: 'stays', reason: 'nobody answers it in the second version' };
  const { id, count, answer } = context;
  return {
    kind: 'moves',
    value: value === 'armed' ? { armed: { bell: 'silent', lid: 'shut' } } : value,
    context: { id, total: count, answers: answer === '' ? [] : [answer] },
  };
};

/** Toys of both versions; new ones take the second. */
export const toyDefinitionV2 = (
  parts: Parameters<typeof toyDefinition>[0] = {},
  migrate: typeof migrateToyV1ToV2 = migrateToyV1ToV2,
) => {
  const first = toyDefinition(parts);
  return {
    ...first,
    machines: [...first.machines, durableMachine(toyMachineV2)],
    migrations: [machineMigration(1, 2, migrate)],
  };
};
