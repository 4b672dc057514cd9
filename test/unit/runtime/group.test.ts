import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Envelope } from '../../../contracts/envelope.ts';
import type { DataOf, MessageType } from '../../../contracts/message-type.ts';
import { type GroupContext, type LoadedActor, stepGroup } from '../../../runtime/actor/group.ts';
import type { Intake } from '../../../runtime/actor/intake.ts';
import { initialState } from '../../../runtime/actor/replay.ts';
import { defaultDeliveryPolicy } from '../../../runtime/delivery/delivery-policy.ts';
import { Poison } from '../../../runtime/errors.ts';
import { toyDefinition, toyMessageTypes, toyStream } from '../../support/toy-definition.ts';
import { Add, Open } from '../../support/toy-machine.ts';
import { toyMessage } from '../../support/toy-message.ts';

const definition = toyDefinition();
const poison = new Poison('toy/poison', 'No');

/** Folds messages and tells what became of each, by its id. */
const fold = (
  intakes: readonly Partial<Intake>[],
  { held = [], seen = [], failing = [] }: { held?: LoadedActor['held']; seen?: string[]; failing?: string[] },
) => {
  const told: string[] = [];
  const whole = intakes.map((part, index): Intake => {
    const message = part.message ?? toyMessage(Open, { id: 'a' }, `m${index}`);
    return {
      streamId: toyStream('a'),
      recorded: true,
      settle: (outcome) =>
        void told.push(
          `${message.id} ${outcome.kind}${outcome.kind === 'rejected' ? ` ${outcome.error.code}` : ''}`,
        ),
      fail: () => void told.push(`${message.id} failed`),
      ...part,
      message,
    };
  });
  const context: GroupContext = {
    service: 'order',
    definition,
    messageTypes: toyMessageTypes,
    now: 5_000,
    knownFor: () => undefined,
    policyOf: () => defaultDeliveryPolicy,
    isSeen: ({ message }) => seen.includes(message.id),
    failures: new Map(
      whole.filter(({ message }) => failing.includes(message.id)).map((each) => [each, poison]),
    ),
  };
  const before = initialState(definition, toyStream('a'));
  const group = stepGroup(context, { before, revision: 3, held }, whole);
  group.settleAll();
  const holds = group.commit?.holds.map(
    ({ id, state, intake }) => `${id ?? 'new'} ${intake.message.id} ${state}`,
  );
  return { commit: group.commit, told, holds };
};

const form = (message: Envelope) => ({
  message,
  heldForm: () => ({
    kind: 'message' as const,
    headers: {},
    body: Buffer.from(JSON.stringify(message.data)),
  }),
});
const brought = <Message extends MessageType>(id: string, type: Message, data: DataOf<Message>) =>
  form(toyMessage(type, data, id));
const again = (row: number, attempts: number, part: Partial<Intake>) => ({
  ...part,
  held: { id: row, attempts },
});
const open = (id: string) => brought(id, Open, { id: 'a' });
const add = (id: string) => brought(id, Add, { id: 'a', by: 1 });

describe('a group', () => {
  test('parks what comes behind a message that fails, after what came before it is done', () => {
    const { told, holds, commit } = fold([open('x'), add('bad'), add('y'), add('z')], { failing: ['bad'] });
    assert.deepEqual(told, ['x accepted', 'bad held', 'y held', 'z held']);
    assert.deepEqual(holds, ['new bad dead', 'new y parked', 'new z parked']);
    assert.deepEqual(
      commit?.facts.map(({ message }) => message.id),
      ['x'],
    );
    assert.equal(commit?.after.version, 1);
  });

  test('asks for the form that is kept of those that are held, and of no other', () => {
    const asked: string[] = [];
    const watched = (part: ReturnType<typeof form>) => ({
      ...part,
      heldForm: () => {
        asked.push(part.message.id);
        return part.heldForm();
      },
    });
    fold([open('x'), add('bad'), add('y')].map(watched), { failing: ['bad'] });
    assert.deepEqual(asked, ['bad', 'y']);
  });

  test('parks everything while its actor holds something, also for an actor that does not exist yet', () => {
    const { told, holds, commit } = fold([open('x')], { held: [{ id: 7, attempts: 1 }] });
    assert.deepEqual(told, ['x held']);
    assert.deepEqual(holds, ['new x parked']);
    assert.deepEqual([commit?.revision, commit?.after.version], [3, 0]);
  });

  test('takes held messages in their order, releases them, and then takes new ones', () => {
    const held = [7, 8].map((id) => ({ id, attempts: id - 7 }));
    const { told, commit, holds } = fold([again(7, 0, open('x')), again(8, 1, add('y')), add('z')], { held });
    assert.deepEqual(told, ['x accepted', 'y accepted', 'z accepted']);
    assert.deepEqual(commit?.released, [7, 8]);
    assert.deepEqual(holds, []);
  });

  test('lets no held message overtake one that fails again', () => {
    const held = [7, 8].map((id) => ({ id, attempts: 0 }));
    const { told, commit, holds } = fold([again(7, 0, open('x')), again(8, 0, add('y')), add('z')], {
      held,
      failing: ['x'],
    });
    assert.deepEqual(told, ['x held', 'y waiting', 'z held']);
    assert.deepEqual(holds, ['7 x dead', 'new z parked']);
    assert.equal(commit?.holds[0]?.attempts, 1);
    assert.deepEqual(commit?.released, []);
  });

  test('leaves a held message alone that is gone, not the first, or was tried by another process since', () => {
    assert.deepEqual(fold([again(7, 0, open('x'))], {}).told, ['x waiting']);
    const held = [
      { id: 7, attempts: 2 },
      { id: 8, attempts: 0 },
    ];
    const { told, commit } = fold([again(8, 0, add('y')), again(7, 1, open('x'))], { held });
    assert.deepEqual(told, ['y waiting', 'x waiting']);
    assert.equal(commit, undefined);
  });

  test('releases a held message that the inbox has, without a step', () => {
    const { told, commit } = fold([again(7, 0, open('x')), add('y')], {
      held: [{ id: 7, attempts: 0 }],
      seen: ['x'],
    });
    assert.deepEqual(told, ['x duplicate', 'y rejected actor/unknown']);
    assert.deepEqual(commit?.released, [7]);
    assert.deepEqual(
      commit?.inbox.map(({ messageId }) => messageId),
      ['y'],
    );
  });

  test('refuses what an HTTP client asks meanwhile, and leaves timers where they are', () => {
    const timer = { timerId: 'ring', dueAt: 1 };
    const { told, commit } = fold([{ answer: () => 'yes' }, { timer, recorded: false }], {
      held: [{ id: 7, attempts: 1 }],
    });
    assert.deepEqual(told, ['m0 rejected actor/blocked', 'm1 waiting']);
    assert.equal(commit, undefined);
  });

  test('tells the sender who tries again by itself, and holds up nobody', () => {
    const { told, commit } = fold([{ ...open('x'), toldOfFailure: true }, open('y')], { failing: ['x'] });
    assert.deepEqual(told, ['x failed', 'y accepted']);
    assert.deepEqual(commit?.holds, []);
  });

  test('ends an activity whose outcome is parked', () => {
    const { commit } = fold([{ ...open('x'), activityId: 'toy-a/1/0', toldOfFailure: true }], {
      held: [{ id: 7, attempts: 1 }],
    });
    assert.deepEqual(commit?.finished, ['toy-a/1/0']);
  });
});
