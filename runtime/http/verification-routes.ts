import Type from 'typebox';
import {
  VerifiableServices,
  VerificationPage,
  VerificationParams,
  VerificationQuery,
} from '../../contracts/http/verification-http.ts';
import { Rejected } from '../errors.ts';
import { countActors } from '../store/actors-after.ts';
import { type Verified, verifyStreams } from '../verify/verify-streams.ts';
import { createCursor } from './cursor.ts';
import type { HttpServer } from './http-server.ts';
import { requireOperator } from './operator.ts';

const cursor = createCursor(Type.Object({ streamId: Type.String({ minLength: 1 }) }));
/** Some streams may be very long. */
const timeLimitMs = 600_000;

/** The calls with which operators fold all streams again and compare them with what is stored. */
export const addVerificationRoutes = (server: HttpServer, services: readonly Verified[]): void => {
  const operated = { tags: ['verification'], security: [{ operator: [] }] };
  const onRequest = requireOperator;

  server.get(
    '/verification',
    {
      onRequest,
      schema: {
        ...operated,
        summary: 'What can be verified here, and how much it is',
        response: { 200: VerifiableServices },
      },
    },
    async () => ({
      services: await Promise.all(
        services.map(async ({ name, database }) => ({ name, actors: await countActors(database, name) })),
      ),
    }),
  );
  server.get(
    '/verification/:service',
    {
      onRequest,
      schema: {
        ...operated,
        summary: 'Folds some streams again and tells where they differ from what is stored',
        params: VerificationParams,
        querystring: VerificationQuery,
        response: { 200: VerificationPage },
      },
      config: { timeLimitMs },
    },
    async (request) => {
      const service = services.find(({ name }) => name === request.params.service);
      if (!service)
        throw new Rejected(
          'unknown',
          'verification/not-here',
          `This process does not run the service ${request.params.service}`,
        );
      const { cursor: given, limit } = request.query;
      const after = given === undefined ? '' : cursor.decode(given).streamId;
      const { last, streams, facts, differences } = await verifyStreams(service, after, limit, request.gone);
      return {
        streams,
        facts,
        differences: [...differences],
        ...(last !== undefined && { next: cursor.encode({ streamId: last }) }),
      };
    },
  );
};
