import Type from 'typebox';
import { assertEvent, setup } from 'xstate';
import { command, event, type Fact, fact } from '../../contracts/message-type.ts';

const id = Type.String();
const note = Type.Optional(Type.String());

export const Open = command('order', 'Open', Type.Object({ id }));
export const Add = command('order', 'Add', Type.Object({ id, by: Type.Integer(), note }));
export const Arm = command('order', 'Arm', Type.Object({ id }));
export const Disarm = command('order', 'Disarm', Type.Object({ id }));
export const Ask = command('order', 'Ask', Type.Object({ id, question: Type.String() }));
export const Close = command('order', 'Close', Type.Object({ id }));
export const Nudged = event('inventory', 'Nudged', Type.Object({ id }));
export const Opened = fact('order', 'Opened', Type.Object({}));
export const Added = fact('order', 'Added', Type.Object({ by: Type.Integer(), note }));
export const Armed = fact('order', 'Armed', Type.Object({}));
export const Disarmed = fact('order', 'Disarmed', Type.Object({}));
export const Asked = fact('order', 'Asked', Type.Object({ question: Type.String() }));
export const Answered = fact('order', 'Answered', Type.Object({ answer: Type.String() }));
export const Unanswered = fact('order', 'Unanswered', Type.Object({ reason: Type.String() }));
export const Closed = fact('order', 'Closed', Type.Object({}));
export const Counted = event('order', 'Counted', Type.Object({ count: Type.Integer(), note }));
export const Rang = event('order', 'Rang', Type.Object({ count: Type.Integer() }));

/** What adding this number does: the guard throws. */
export const poisonousNumber = 666;

const toy = setup({
  types: {} as {
    context: { readonly id: string; readonly count: number; readonly answer: string };
    events:
      | Fact<typeof Opened>
      | Fact<typeof Added>
      | Fact<typeof Armed>
      | Fact<typeof Disarmed>
      | Fact<typeof Asked>
      | Fact<typeof Answered>
      | Fact<typeof Unanswered>
      | Fact<typeof Nudged>
      | Fact<typeof Closed>;
    emitted:
      | Fact<typeof Counted>
      | Fact<typeof Rang>
      | { readonly type: 'Answer'; readonly question: string };
    input: { readonly id: string };
    tags: 'settled';
  },
});
const { assign, emit } = toy;

/** Counts what is added, rings once a minute while armed, and asks a question outside. */
export const toyMachine = toy
  .extend({
    guards: {
      canAdd: ({ event }) => {
        assertEvent(event, 'Added');
        if (event.by === poisonousNumber) throw new Error('The guard cannot bear this number');
        return event.by !== 0;
      },
    },
    actions: {
      add: assign(({ context, event }) => {
        assertEvent(event, 'Added');
        return { count: context.count + event.by };
      }),
      publishCount: emit(({ context, event }) => {
        assertEvent(event, 'Added');
        return {
          type: 'Counted',
          count: context.count,
          ...(event.note !== undefined && { note: event.note }),
        };
      }),
      publishRing: emit(({ context }) => ({ type: 'Rang', count: context.count })),
      ask: emit(({ event }) => {
        assertEvent(event, 'Asked');
        return { type: 'Answer', question: event.question };
      }),
      recordAnswer: assign(({ event }) => {
        assertEvent(event, 'Answered');
        return { answer: event.answer };
      }),
      recordSilence: assign(({ event }) => {
        assertEvent(event, 'Unanswered');
        return { answer: event.reason };
      }),
    },
    delays: { aMinute: 60_000, anHour: 3_600_000 },
  })
  .createMachine({
    id: 'toy',
    version: '1',
    context: ({ input }) => ({ id: input.id, count: 0, answer: '' }),
    initial: 'new',
    states: {
      new: { on: { Opened: 'open' } },
      open: {
        on: {
          Added: { guard: 'canAdd', actions: ['add', 'publishCount'] },
          Armed: 'armed',
          Asked: { target: 'asking', actions: 'ask' },
          Closed: 'closed',
        },
      },
      armed: {
        after: { aMinute: { target: 'open', actions: 'publishRing' }, anHour: 'closed' },
        on: {
          Armed: { target: 'armed', reenter: true },
          Added: { guard: 'canAdd', actions: ['add', 'publishCount'] },
          Disarmed: 'open',
          Nudged: 'open',
        },
      },
      asking: {
        on: {
          Answered: { target: 'open', actions: 'recordAnswer' },
          Unanswered: { target: 'unanswered', actions: 'recordSilence' },
        },
      },
      unanswered: { tags: ['settled'] },
      closed: { type: 'final', tags: ['settled'] },
    },
  });
