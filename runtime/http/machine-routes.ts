import Type from 'typebox';
import type { DurableMachine } from '../actor/durable-machine.ts';
import { Rejected } from '../errors.ts';
import type { Service } from '../service.ts';
import type { HttpServer } from './http-server.ts';
import { stateDiagram } from './state-diagram.ts';

const MachineSummary = Type.Object({ name: Type.String(), version: Type.Integer(), service: Type.String() });
const byVersion = Type.Object({ name: Type.String(), version: Type.Integer({ minimum: 1 }) });
const format = Type.Object(
  { format: Type.Optional(Type.Enum(['json', 'mermaid'])) },
  { additionalProperties: false },
);

/** The definitions of the machines that these services run. */
export const addMachineRoutes = (server: HttpServer, services: readonly Service[]): void => {
  const tags = ['machines'];
  const machines = services.flatMap((service) =>
    service.actors.flatMap((actor) => actor.machines.map((machine) => ({ service: service.name, machine }))),
  );
  const find = (name: string, version: number): DurableMachine => {
    const found = machines.find(({ machine }) => machine.name === name && machine.version === version);
    if (found) return found.machine;
    throw new Rejected('unknown', 'machine/unknown', `There is no machine ${name} version ${version} here`);
  };

  server.get(
    '/machines',
    {
      schema: {
        tags,
        summary: 'All machines in all versions',
        response: { 200: Type.Array(MachineSummary) },
      },
    },
    () => machines.map(({ service, machine: { name, version } }) => ({ name, version, service })),
  );
  server.get(
    '/machines/:name/:version',
    {
      schema: {
        tags,
        summary: 'One definition: JSON that the Stately editor takes, or a Mermaid diagram',
        params: byVersion,
        querystring: format,
      },
    },
    (request, reply) => {
      const machine = find(request.params.name, request.params.version);
      if (request.query.format === 'mermaid')
        return reply.type('text/plain').send(stateDiagram(machine.definition));
      return reply.send(machine.definition);
    },
  );
};
