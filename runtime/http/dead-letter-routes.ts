import { randomUUID } from 'node:crypto';
import {
  AuditPage,
  AuditQuery,
  Causes,
  DeadLetterDetails,
  DeadLetterPage,
  DeadLetterParams,
  DeadLetterQuery,
  DiscardBody,
  Discarded,
  RedriveBegun,
  RedriveManyBody,
  RedriveOneBody,
  RedriveParams,
  RedriveProgress,
} from '../../contracts/http/dead-letter-http.ts';
import { discard } from '../dead-letters/discard.ts';
import { listCauses } from '../dead-letters/list-causes.ts';
import { listDeadLetters } from '../dead-letters/list-dead-letters.ts';
import { listActions } from '../dead-letters/operator-actions.ts';
import { redriveMany } from '../dead-letters/redrive-many.ts';
import { redriveOne } from '../dead-letters/redrive-one.ts';
import { redriveProgress } from '../dead-letters/redrive-progress.ts';
import { showDeadLetter } from '../dead-letters/show-dead-letter.ts';
import type { Service } from '../service.ts';
import type { HttpServer } from './http-server.ts';
import { requireOperator } from './operator.ts';

/** The calls with which operators see, mend and redrive what these services hold. */
export const addDeadLetterRoutes = (server: HttpServer, services: readonly Service[]): void => {
  const [first] = services;
  if (!first) return;
  const operated = { tags: ['dead letters'], security: [{ operator: [] }] };
  const onRequest = requireOperator;
  const deed = (request: { readonly operator: string; readonly body: { readonly reason: string } }) => ({
    operator: request.operator,
    reason: request.body.reason,
    now: first.clock.now(),
  });

  server.get(
    '/dead-letters',
    {
      onRequest,
      schema: {
        ...operated,
        summary: 'What is held because it, or one before it, failed; newest first',
        querystring: DeadLetterQuery,
        response: { 200: DeadLetterPage },
      },
    },
    (request) => listDeadLetters(services, request.query),
  );
  server.get(
    '/dead-letters/causes',
    {
      onRequest,
      schema: { ...operated, summary: 'What failed, grouped by what went wrong', response: { 200: Causes } },
    },
    async () => ({ causes: await listCauses(services) }),
  );
  server.get(
    '/dead-letters/audit',
    {
      onRequest,
      schema: {
        ...operated,
        summary: 'What operators did, newest first',
        querystring: AuditQuery,
        response: { 200: AuditPage },
      },
    },
    (request) => listActions(services, request.query),
  );
  server.get(
    '/dead-letters/:id',
    {
      onRequest,
      schema: {
        ...operated,
        summary: 'One held message, whole',
        params: DeadLetterParams,
        response: { 200: DeadLetterDetails },
      },
    },
    (request) => showDeadLetter(services, request.params.id),
  );
  server.post(
    '/dead-letters/:id/redrive',
    {
      onRequest,
      schema: {
        ...operated,
        summary: 'Put one dead letter back to be handled now, as it is or corrected',
        params: DeadLetterParams,
        body: RedriveOneBody,
        response: { 202: RedriveBegun },
      },
    },
    async (request, reply) => {
      const redriveId = randomUUID();
      await redriveOne(services, request.params.id, request.body, { ...deed(request), redriveId });
      return reply.code(202).send({ redriveId, total: 1 });
    },
  );
  server.post(
    '/dead-letters/redrive',
    {
      onRequest,
      schema: {
        ...operated,
        summary: 'Put a group of dead letters back, at a bounded rate',
        body: RedriveManyBody,
        response: { 202: RedriveBegun },
      },
    },
    async (request, reply) => {
      const redriveId = randomUUID();
      const { reason: _, ...selection } = request.body;
      const total = await redriveMany(services, selection, { ...deed(request), redriveId });
      return reply.code(202).send({ redriveId, total });
    },
  );
  server.get(
    '/redrives/:redriveId',
    {
      onRequest,
      schema: {
        ...operated,
        summary: 'How far a redrive is',
        params: RedriveParams,
        response: { 200: RedriveProgress },
      },
    },
    (request) => redriveProgress(services, request.params.redriveId),
  );
  server.post(
    '/dead-letters/:id/discard',
    {
      onRequest,
      schema: {
        ...operated,
        summary: 'Give one dead letter up; what is parked behind it follows',
        params: DeadLetterParams,
        body: DiscardBody,
        response: { 200: Discarded },
      },
    },
    async (request) => {
      await discard(services, request.params.id, deed(request));
      return { id: request.params.id, discarded: true as const };
    },
  );
};
