import { streamId } from '../../contracts/ids.ts';
import type { MessageType } from '../../contracts/message-type.ts';
import type { FactEvent } from '../../runtime/actor/actor-state.ts';
import { type ActorDefinition, onCommand, onEvent } from '../../runtime/actor/definition.ts';
import { durableMachine } from '../../runtime/actor/durable-machine.ts';
import { Rejected } from '../../runtime/errors.ts';
import * as toy from './toy-machine.ts';

/** The stream of a toy. */
export const toyStream = (id: string) => streamId('toy', id);

const subject = ({ id }: { id: string }) => toyStream(id);
const becomes = (fact: MessageType) => ({
  creates: false,
  leadsTo: [fact],
  subject,
  decide: (): FactEvent => ({ type: fact.type }),
});

/** How messages reach a toy. A negative number is refused by `decide`, zero by the machine. */
export const toyDefinition = (
  parts: Partial<Pick<ActorDefinition<unknown, unknown>, 'write' | 'activities' | 'reference'>> = {},
): ActorDefinition<unknown, unknown> => ({
  category: 'toy',
  machines: [durableMachine(toy.toyMachine)],
  reactions: [
    onCommand(toy.Open, { ...becomes(toy.Opened), creates: true }),
    onCommand(toy.Add, {
      ...becomes(toy.Added),
      decide: ({ by, note }) =>
        by < 0
          ? new Rejected('invalid', 'toy/negative', 'A toy counts upwards')
          : { type: 'Added', by, ...(note !== undefined && { note }) },
    }),
    onCommand(toy.Arm, becomes(toy.Armed)),
    onCommand(toy.Disarm, becomes(toy.Disarmed)),
    onCommand(toy.Ask, { ...becomes(toy.Asked), decide: ({ question }) => ({ type: 'Asked', question }) }),
    onCommand(toy.Close, becomes(toy.Closed)),
    onEvent(toy.Nudged, { creates: false, subject }),
  ],
  ...parts,
});

const exported: readonly unknown[] = Object.values(toy);
const isMessageType = (value: unknown): value is MessageType =>
  typeof value === 'object' && value !== null && 'upcasters' in value;

/** Every message type of the toy by its wire name. */
export const toyMessageTypes: ReadonlyMap<string, MessageType> = new Map(
  exported.filter(isMessageType).map((message) => [message.type, message]),
);
