import type { ActorDefinition } from '../actor/definition.ts';
import type { ChartState } from '../chart/chart.ts';
import { readChart } from '../chart/read-chart.ts';

/** A top-level state in which an actor is not to stay. */
export interface HastyState {
  /** Category, machine version and state, such as `order/2/reservingStock`. */
  readonly key: string;
  /** It stays until a person does something. */
  readonly awaitsPerson: boolean;
}

/** The key of a state. */
export const stateKey = (category: string, machineVersion: number, state: string): string =>
  `${category}/${machineVersion}/${state}`;

/** The states of these actors that are neither settled nor final. A machine that calls nothing settled has none: there is no end to hurry to. */
export const hastyStatesOf = (
  actors: readonly Pick<ActorDefinition<unknown, unknown>, 'category' | 'machines'>[],
): readonly HastyState[] =>
  actors.flatMap(({ category, machines }) =>
    machines.flatMap(({ definition, version }) => {
      const { states } = readChart(definition).root;
      if (!states.some(isSettled)) return [];
      return states
        .filter((state) => state.kind !== 'final' && !isSettled(state))
        .map(({ name, tags }) => ({
          key: stateKey(category, version, name),
          awaitsPerson: tags.includes('awaitsPerson'),
        }));
    }),
  );

const isSettled = ({ tags }: ChartState): boolean => tags.includes('settled');
