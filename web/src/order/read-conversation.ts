import type { HandledMessage } from '../../../contracts/http/message-http.ts';

/** One arrow of the diagram. */
export interface Said {
  readonly from: string;
  readonly to: string;
  readonly type: string;
  readonly time: string;
  /** What became of it: the state that it led to; undefined when nobody took it. */
  readonly state?: string;
  readonly outside: boolean;
}

/** Whoever is not a service: clients, gateways, mail servers. */
export const outside = 'outside';

/** The arrows of a conversation, oldest first: each message from who sent it to who took it. */
export const readConversation = (messages: readonly HandledMessage[]): readonly Said[] => {
  const senders = new Map(
    messages.flatMap((message) =>
      message.emitted.map((emitted) => [emitted.id, { ...emitted, message }] as const),
    ),
  );
  const taken = new Set(messages.map(({ messageId }) => messageId));
  return inOrder(messages).flatMap((message): Said[] => {
    const { service, messageId, type, time, state } = message;
    const sender = senders.get(messageId);
    const isOutcome = [...senders.keys()].some((id) => messageId.startsWith(`${id}/`));
    const from = sender ? sender.message.service : isOutcome || isRoot(message) ? outside : service;
    const arrived: Said = {
      from,
      to: service,
      type: sender?.type ?? rootOf(message) ?? type,
      time,
      state,
      outside: from === outside,
    };
    const unheard = message.emitted
      .filter(({ id, activity }) => activity || !taken.has(id))
      .map(({ type: sent, activity }) => ({
        from: service,
        to: activity ? outside : service,
        type: sent,
        time,
        outside: activity,
      }));
    return [arrived, ...unheard];
  });
};

/** The command that came from outside, which its id names. */
const rootOf = ({ messageId }: HandledMessage): string | undefined => /^http\/(\w+)\//.exec(messageId)?.[1];

const isRoot = ({ messageId, causationId }: HandledMessage): boolean => messageId === causationId;

/** By time; within a millisecond what caused a message comes before it. */
const inOrder = (messages: readonly HandledMessage[]): readonly HandledMessage[] => {
  const ordered: HandledMessage[] = [];
  const waiting = messages.toSorted((one, other) =>
    one.time < other.time ? -1 : one.time > other.time ? 1 : 0,
  );
  const told = new Set<string>();
  const sent = new Set(messages.flatMap(({ emitted }) => emitted.map(({ id }) => id)));
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ messageId }) => !sent.has(messageId) || told.has(messageId));
    const [message] = waiting.splice(Math.max(0, next), 1);
    if (!message) break;
    ordered.push(message);
    for (const { id } of message.emitted) told.add(id);
  }
  return ordered;
};
