import type { ActorDefinition } from '../../runtime/actor/definition.ts';
import { onCommand } from '../../runtime/actor/definition.ts';
import { Poison } from '../../runtime/errors.ts';
import { addDeadLetterRoutes } from '../../runtime/http/dead-letter-routes.ts';
import { admitOperators, type OperatorAdmission } from '../../runtime/http/operator.ts';
import type { Database } from '../../runtime/store/database.ts';
import { startServer } from '../unit/http/start-server.ts';
import { toyDefinition, toyStream } from './toy-definition.ts';
import { Add, poisonousNumber } from './toy-machine.ts';
import { startToyService, type ToyServiceOptions } from './toy-service.ts';

/** Toys whose service an operator reaches over HTTP. */
export type OperatedToys = Awaited<ReturnType<typeof operateToys>>;

/** The token that the toys' operator `ada` has. */
export const adasToken = 'adas-secret-token';
const adasTokens = { operatorTokens: new Map([[adasToken, 'ada']]), host: '0.0.0.0' };

/** Toys of which the poisonous number makes a dead letter at once, until their code is mended. */
export const brittleToy = (isMended = () => false): ActorDefinition<unknown, unknown> => {
  const toy = toyDefinition();
  const add = onCommand(Add, {
    creates: false,
    leadsTo: [],
    subject: ({ id }) => toyStream(id),
    decide: ({ by, id }) => {
      if (by !== poisonousNumber) return { type: 'Added', by };
      if (isMended()) return { type: 'Added', by: 1 };
      throw new Poison('toy/poisonous', `The toy ${id} cannot take ${by}`);
    },
  });
  return { ...toy, reactions: [...toy.reactions.filter(({ message }) => message !== Add), add] };
};

/** Starts them on a migrated database. */
export const operateToys = async (
  database: Database,
  options: ToyServiceOptions = {},
  admission: OperatorAdmission = adasTokens,
) => {
  const toys = await startToyService(database, { definition: brittleToy(), ...options });
  const { url, server } = await startServer((http) => {
    admitOperators(http, admission);
    addDeadLetterRoutes(http, [toys.service]);
  });
  return {
    ...toys,
    url,
    call: async (method: string, path: string, body?: unknown, token = adasToken) => {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: answer.status, headers: answer.headers, body: JSON.parse(await answer.text()) };
    },
    close: async () => {
      await server.close();
      await toys.close();
    },
  };
};
