import {
  type HandledMessage,
  MessageQuery,
  Messages,
  type RunningActivity,
} from '../../contracts/http/message-http.ts';
import { emittedMessageId } from '../../contracts/ids.ts';
import { machineOf, topState } from '../actor/step.ts';
import type { Service } from '../service.ts';
import { type UnfinishedActivity, unfinishedActivities } from '../store/activities.ts';
import { readConversation } from '../store/conversation.ts';
import type { StreamEvent } from '../store/read-stream.ts';
import type { HttpServer } from './http-server.ts';

type Conversing = Pick<Service, 'name' | 'database' | 'definitionOf'>;

/** `GET /messages`: what these services took and sent in one conversation. What the messages hold is not told. */
export const addMessageRoutes = (server: HttpServer, services: readonly Conversing[]): void => {
  server.get(
    '/messages',
    {
      schema: {
        tags: ['messages'],
        summary: 'One conversation: every message that was taken and what was sent because of it',
        querystring: MessageQuery,
        response: { 200: Messages },
      },
    },
    async (request) => {
      const { correlationId, limit } = request.query;
      const recorded = await Promise.all(
        services.map(async (service) => {
          const events = await readConversation(service.database, service.name, correlationId, limit);
          return withRunning(
            service,
            events.map((event) => handled(service, event)),
          );
        }),
      );
      const messages = recorded.flat().sort((one, other) => (one.time < other.time ? -1 : 1));
      return { messages: messages.slice(0, limit) };
    },
  );
};

const runningActivity = ({ attempts, dueAt, lastError }: UnfinishedActivity): RunningActivity => ({
  attempts,
  againBy: dueAt.toISOString(),
  ...(lastError !== null && { lastError }),
});

/** Tells of each activity that has not ended yet how far it is. */
const withRunning = async (
  { database, name }: Conversing,
  messages: readonly HandledMessage[],
): Promise<readonly HandledMessage[]> => {
  const asked = messages.flatMap(({ emitted }) => emitted.filter(({ activity }) => activity));
  if (asked.length === 0) return messages;
  const running = await unfinishedActivities(
    database,
    name,
    asked.map(({ id }) => id),
  );
  return messages.map((message) => ({
    ...message,
    emitted: message.emitted.map((each) => {
      const present = running.get(each.id);
      return present ? { ...each, running: runningActivity(present) } : each;
    }),
  }));
};

const handled = (service: Conversing, event: StreamEvent): HandledMessage => {
  const { streamId, version, type, machineVersion, messageId, causationId } = event;
  const definition = service.definitionOf(streamId);
  const { activities = {} } = definition;
  return {
    service: service.name,
    streamId,
    version,
    type,
    state: topState({ value: event.state }),
    value: event.state,
    machine: machineOf(definition, machineVersion).name,
    machineVersion,
    messageId,
    causationId,
    time: event.time.toISOString(),
    emitted: event.emitted.map((emitted, index) => ({
      id: emittedMessageId(streamId, version, index),
      type: emitted.type,
      activity: emitted.type in activities,
    })),
  };
};
