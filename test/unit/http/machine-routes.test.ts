import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type AnyStateMachine, createMachine } from 'xstate';
import { addMachineRoutes } from '../../../runtime/http/machine-routes.ts';
import { serviceDefinitions } from '../../oracle/service-definitions.ts';
import { provedMachines } from '../../proofs/proved-machines.ts';
import { readText } from '../../support/source-files.ts';
import { readJson, type StartedServer, startServer } from './start-server.ts';

const machines = provedMachines.map(({ machine }) => machine);
/** All that XState knows of a machine: states, transitions with their guards and targets, delays, tags, entry, exit. */
const understood = (machine: AnyStateMachine) => ({
  events: [...machine.events].sort(),
  root: JSON.parse(JSON.stringify(machine.root.definition)),
  delays: delaysIn(machine.root),
});
const delaysIn = ({ path, after, states }: AnyStateMachine['root']): unknown[] => [
  ...after.map(({ delay, eventType }) => [path, delay, eventType]),
  ...Object.values(states).flatMap(delaysIn),
];

describe('the definitions of the machines', () => {
  let started: StartedServer;
  before(async () => {
    started = await startServer((server) => addMachineRoutes(server, serviceDefinitions));
  });
  after(() => started.server.close());
  const get = (path: string) => fetch(`${started.url}${path}`);
  const pathOf = ({ id, version }: AnyStateMachine) => `/machines/${id}/${version}`;

  it('are listed in all versions, with the service that runs them', async () => {
    const answer: readonly { name: string; version: number; service: string }[] = Object(
      await readJson(await get('/machines')),
    );
    assert.deepEqual(
      answer.map(({ name, version }) => `${name} ${version}`).sort(),
      machines.map(({ id, version }) => `${id} ${version}`).sort(),
    );
    assert.equal(answer.find(({ name }) => name === 'reservation')?.service, 'inventory');
  });

  for (const machine of machines)
    it(`go to createMachine and back: ${machine.id} ${machine.version}`, async () => {
      const answer = await get(pathOf(machine));
      assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
      const again = createMachine(Object(await readJson(answer)));
      assert.deepEqual([again.id, again.version], [machine.id, machine.version]);
      assert.deepEqual(understood(again), understood(machine));
    });

  it('are drawn as the committed drawing is', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => get('/machines/mail/1?format=svg')));
    assert.equal(first?.headers.get('content-type'), 'image/svg+xml');
    const drawn = readText('docs/machines/mail-v1.svg');
    assert.equal(await first?.text(), drawn);
    assert.equal(await second?.text(), drawn);
  });

  it('are written in Mermaid', async () => {
    const answer = await get('/machines/order/1?format=mermaid');
    assert.equal(answer.headers.get('content-type'), 'text/vnd.mermaid; charset=utf-8');
    assert.match(await answer.text(), /^stateDiagram-v2\n/);
  });

  it('are refused in a format that does not exist, and where there is none', async () => {
    for (const [path, status, code] of [
      ['/machines/order/1?format=png', 400, 'http/invalid-request'],
      ['/machines/order/1?colour=red', 400, 'http/invalid-request'],
      ['/machines/order/0', 400, 'http/invalid-request'],
      ['/machines/order/999', 404, 'machine/unknown'],
      ['/machines/nobody/1?format=svg', 404, 'machine/unknown'],
    ] as const) {
      const answer = await get(path);
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
      const problem = await readJson(answer);
      assert.deepEqual([answer.status, problem.code], [status, code], path);
    }
  });

  it('are described with their formats', async () => {
    const { paths } = Object(await readJson(await get('/openapi.json')));
    const { parameters, responses } = paths['/machines/{name}/{version}'].get;
    assert.deepEqual(Object.keys(responses[200].content), [
      'application/json',
      'text/vnd.mermaid',
      'image/svg+xml',
    ]);
    const format = parameters.find(({ name }: { name: string }) => name === 'format');
    assert.deepEqual(format.schema.enum, ['json', 'mermaid', 'svg']);
  });
});
