import type { HandledMessage, RunningActivity } from '../../../contracts/http/message-http.ts';

/** An activity that has not ended yet. */
export interface Running extends RunningActivity {
  readonly id: string;
  readonly service: string;
  readonly type: string;
}

/** The activities that run because of what a stream took at `version`, in whichever service they do. */
export const runningAt = (
  messages: readonly HandledMessage[],
  streamId: string,
  version: number,
): readonly Running[] =>
  messages
    .filter(({ emitted }) => emitted.some(({ running }) => running))
    .filter((message) => versionBehind(messages, streamId, message) === version)
    .flatMap(({ service, emitted }) =>
      emitted.flatMap(({ id, type, running }) => (running ? [{ id, type, service, ...running }] : [])),
    );

/** Follows the causes of a message up to the nearest one that the stream took. */
const versionBehind = (
  messages: readonly HandledMessage[],
  streamId: string,
  message: HandledMessage,
): number | undefined => {
  const seen = new Set<HandledMessage>();
  for (let at: HandledMessage | undefined = message; at !== undefined && !seen.has(at); ) {
    if (at.streamId === streamId) return at.version;
    seen.add(at);
    const { messageId, causationId }: HandledMessage = at;
    // An outcome was emitted by nobody: it is caused by the activity that somebody asked for.
    at = senderOf(messages, messageId) ?? senderOf(messages, causationId);
  }
  return undefined;
};

const senderOf = (messages: readonly HandledMessage[], id: string): HandledMessage | undefined =>
  messages.find(({ emitted }) => emitted.some((each) => each.id === id));
