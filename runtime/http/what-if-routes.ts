import Type from 'typebox';
import { WhatIfPage, WhatIfParams, WhatIfQuery } from '../../contracts/http/what-if-http.ts';
import { Rejected } from '../errors.ts';
import type { Service } from '../service.ts';
import { countElsewhere } from '../store/actors-elsewhere.ts';
import { whatIf } from '../verify/what-if.ts';
import { createCursor } from './cursor.ts';
import type { HttpServer } from './http-server.ts';
import { requireOperator } from './operator.ts';

/** The first page decides how many there are, and so which are taken. */
const cursor = createCursor(
  Type.Object({ streamId: Type.String({ minLength: 1 }), total: Type.Integer({ minimum: 0 }) }),
);
/** Some streams may be very long. */
const timeLimitMs = 600_000;

type Supposing = Pick<Service, 'name' | 'database' | 'messageTypes' | 'actors'>;

/** The call with which operators ask what would have become of actors on another version of their machine. */
export const addWhatIfRoutes = (server: HttpServer, services: readonly Supposing[]): void => {
  server.get(
    '/machines/:name/:version/what-if',
    {
      onRequest: requireOperator,
      schema: {
        tags: ['machines'],
        security: [{ operator: [] }],
        summary:
          'Folds streams of other versions on this one, and tells where they would have gone another way',
        params: WhatIfParams,
        querystring: WhatIfQuery,
        response: { 200: WhatIfPage },
      },
      config: { timeLimitMs },
    },
    async (request) => {
      const { name, version } = request.params;
      const { sample, limit, cursor: given } = request.query;
      const [service, definition] = find(services, name, version);
      const { category } = definition;
      const from = given === undefined ? undefined : cursor.decode(given);
      const which = { category, machineVersion: version };
      const total = from?.total ?? (await countElsewhere(service.database, service.name, which));
      const share = sample === undefined || sample >= total ? 1 : sample / total;
      const supposition = { definition, machineVersion: version, share };
      const { last, partings, ...found } = await whatIf(
        service,
        supposition,
        from?.streamId ?? '',
        limit,
        request.gone,
      );
      return {
        ...found,
        total,
        partings: [...partings],
        ...(last !== undefined && { next: cursor.encode({ streamId: last, total }) }),
      };
    },
  );
};

const find = (
  services: readonly Supposing[],
  name: string,
  version: number,
): [Supposing, Supposing['actors'][number]] => {
  for (const service of services)
    for (const definition of service.actors)
      if (definition.machines.some((each) => each.name === name && each.version === version))
        return [service, definition];
  throw new Rejected(
    'unknown',
    'machine/not-here',
    `This process runs no actors with the machine ${name} version ${version}`,
  );
};
