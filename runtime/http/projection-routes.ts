import {
  ComparisonStep,
  ProjectionParams,
  Projections,
  RebuildStep,
} from '../../contracts/http/projection-http.ts';
import { Rejected } from '../errors.ts';
import { compareProjection } from '../projection/compare-projection.ts';
import { listProjections } from '../projection/list-projections.ts';
import type { Projection } from '../projection/projection.ts';
import { liveModel } from '../projection/read-model.ts';
import { rebuildProjection } from '../projection/rebuild-projection.ts';
import type { Service } from '../service.ts';
import type { HttpServer } from './http-server.ts';
import { requireOperator } from './operator.ts';

type Projecting = Pick<Service, 'name' | 'database' | 'messageTypes' | 'projections' | 'clock'>;

/** A call works for about so long; its caller calls again until it is done, so that nothing is lost with a process. */
const worksForMs = 1_000;
/** The last call of a comparison compares every row. */
const timeLimitMs = 600_000;

/** The calls with which operators rebuild read models, and compare them with what the log says. */
export const addProjectionRoutes = (server: HttpServer, services: readonly Projecting[]): void => {
  const operated = { tags: ['projections'], security: [{ operator: [] }] };
  const onRequest = requireOperator;

  server.get(
    '/projections',
    {
      onRequest,
      schema: {
        ...operated,
        summary: 'The read models here, and how far they are',
        response: { 200: Projections },
      },
    },
    async () => ({ projections: (await Promise.all(services.map(listProjections))).flat() }),
  );
  server.post(
    '/projections/:projection/rebuild',
    {
      onRequest,
      schema: {
        ...operated,
        summary: 'Goes on filling a read model anew beside the one that is read, until it takes its place',
        params: ProjectionParams,
        response: { 200: RebuildStep },
      },
      config: { timeLimitMs },
    },
    async (request) => {
      const [service, projection] = find(services, request.params.projection);
      return rebuildProjection(service.database, modelOf(service, projection), timeIsOver(service));
    },
  );
  server.post(
    '/projections/:projection/comparison',
    {
      onRequest,
      schema: {
        ...operated,
        summary: 'Goes on comparing a read model with one that is filled from the first event',
        params: ProjectionParams,
        response: { 200: ComparisonStep },
      },
      config: { timeLimitMs },
    },
    async (request) => {
      const [service, projection] = find(services, request.params.projection);
      const { found, ...progress } = await compareProjection(
        service.database,
        modelOf(service, projection),
        timeIsOver(service),
      );
      return { ...progress, ...(found && { found: { ...found, differences: [...found.differences] } }) };
    },
  );
};

const find = (services: readonly Projecting[], name: string): [Projecting, Projection] => {
  for (const service of services) {
    const projection = service.projections.find((each) => each.name === name);
    if (projection) return [service, projection];
  }
  throw new Rejected('unknown', 'projection/not-here', `This process has no projection ${name}`);
};

const modelOf = ({ name, messageTypes }: Projecting, projection: Projection) =>
  liveModel(name, projection, messageTypes);

const timeIsOver = ({ clock }: Projecting): (() => boolean) => {
  const began = clock.now();
  return () => clock.now() - began >= worksForMs;
};
