import { type HandledMessage, MessageQuery, Messages } from '../../contracts/http/message-http.ts';
import { emittedMessageId } from '../../contracts/ids.ts';
import { topState } from '../actor/step.ts';
import type { Service } from '../service.ts';
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
        services.map(async (service) =>
          (await readConversation(service.database, service.name, correlationId, limit)).map((event) =>
            handled(service, event),
          ),
        ),
      );
      const messages = recorded.flat().sort((one, other) => (one.time < other.time ? -1 : 1));
      return { messages: messages.slice(0, limit) };
    },
  );
};

const handled = (service: Conversing, event: StreamEvent): HandledMessage => {
  const { streamId, version, type, messageId, causationId } = event;
  const { activities = {} } = service.definitionOf(streamId);
  return {
    service: service.name,
    streamId,
    version,
    type,
    state: topState({ value: event.state }),
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
