import { useEffect } from 'preact/hooks';
import type { Static } from 'typebox';
import type { HandledMessage, Messages } from '../../../contracts/http/message-http.ts';
import { get, processes } from '../api.ts';
import { type Loaded, useLoaded } from '../load.ts';

const whileRunningMs = 1_000;

/** Every message that one command set off, across services; read again with `round`, and while an activity runs. */
export const useConversation = (correlationId: string, round: number): Loaded<readonly HandledMessage[]> => {
  const messages = useLoaded(() => readAll(correlationId), [correlationId, round]);
  const { value, reload } = messages;
  useEffect(() => {
    if (!value?.some(({ emitted }) => emitted.some(({ running }) => running))) return;
    const timer = setTimeout(reload, whileRunningMs);
    return () => clearTimeout(timer);
  }, [value, reload]);
  return messages;
};

const readAll = async (correlationId: string): Promise<readonly HandledMessage[]> => {
  const query = new URLSearchParams({ correlationId });
  const answers = await Promise.all(
    processes().map((service) => get<Static<typeof Messages>>(service, `/messages?${query}`)),
  );
  return answers.flatMap(({ messages }) => messages);
};
