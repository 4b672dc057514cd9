import Type from 'typebox';
import {
  MachineDefinition,
  MachineParams,
  MachineQuery,
  type MachineSummary,
  Machines,
} from '../../contracts/http/machine-http.ts';
import type { DurableMachine } from '../actor/durable-machine.ts';
import { chartAsMermaid } from '../chart/chart-as-mermaid.ts';
import { createDrawings } from '../chart/drawings.ts';
import { readChart } from '../chart/read-chart.ts';
import { Rejected } from '../errors.ts';
import type { Service } from '../service.ts';
import type { HttpServer } from './http-server.ts';

const tags = ['machines'];
const mermaid = 'text/vnd.mermaid';
const svg = 'image/svg+xml';
const text = (description: string) => ({ schema: Type.String({ description }) });

/** The definitions of the machines that these services run. */
export const addMachineRoutes = (
  server: HttpServer,
  services: readonly Pick<Service, 'name' | 'actors'>[],
): void => {
  const machines = services.flatMap((service) =>
    service.actors.flatMap((actor) => actor.machines.map((machine) => ({ service: service.name, machine }))),
  );
  const drawing = createDrawings();
  const find = (name: string, version: number): DurableMachine => {
    const found = machines.find(({ machine }) => machine.name === name && machine.version === version);
    if (found) return found.machine;
    throw new Rejected('unknown', 'machine/unknown', `There is no machine ${name} version ${version} here`);
  };
  const summary = ({ service, machine }: (typeof machines)[number]): MachineSummary => {
    const { description }: { description?: string } = Object(machine.definition);
    const { name, version } = machine;
    return { name, version, service, ...(description !== undefined && { description }) };
  };

  server.get(
    '/machines',
    { schema: { tags, summary: 'All machines in all versions', response: { 200: Machines } } },
    () => machines.map(summary),
  );
  server.get(
    '/machines/:name/:version',
    {
      schema: {
        tags,
        summary: 'One definition: JSON that the Stately editor takes, a Mermaid diagram or a drawing',
        params: MachineParams,
        querystring: MachineQuery,
        response: {
          200: {
            description: 'The definition',
            content: {
              'application/json': { schema: MachineDefinition },
              [mermaid]: text('A stateDiagram-v2'),
              [svg]: text(
                'Light or dark as the reader prefers; states and transitions have ids and data attributes',
              ),
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { definition } = find(request.params.name, request.params.version);
      switch (request.query.format) {
        case 'mermaid':
          return reply.type(`${mermaid}; charset=utf-8`).send(chartAsMermaid(readChart(definition)));
        case 'svg':
          return reply.type(svg).send(await drawing(definition));
        default:
          return reply.send(Object(definition));
      }
    },
  );
};
