import { crashPoints } from '../../runtime/crash-points.ts';
import type { ServiceDefinition } from '../../runtime/service.ts';
import { announce, type Coverage } from './coverage.ts';
import { mapMachine } from './machine-edges.ts';

/** Names every state and edge of the machines of these services, and every crash point. */
export const announceReachable = (coverage: Coverage, services: readonly ServiceDefinition[]): void => {
  for (const machine of services.flatMap(({ actors }) => actors.flatMap(({ machines }) => machines))) {
    const { states, edges } = mapMachine(machine);
    const named = (name: string) => `${machine.name} ${name}`;
    announce(coverage, 'state', states.map(named));
    announce(coverage, 'edge', edges.map(named));
  }
  announce(coverage, 'crash point', crashPoints);
  announce(coverage, 'crashed at', crashPoints);
};
