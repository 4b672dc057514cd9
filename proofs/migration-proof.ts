import type { AnyMachineSnapshot } from 'xstate';
import { asStored, changesBetween } from '../runtime/actor/changes-between.ts';
import type { MachineMigration } from '../runtime/actor/machine-migration.ts';
import { type Graph, keyOf, type Node } from './explore.ts';
import type { Phases } from './follow-accounts.ts';
import { shownState } from './state-names.ts';
import { tellPath } from './tell-path.ts';

/** Two versions of a machine, everything that can become of each, and how actors come from one to the other. */
export interface ProvedMigration {
  readonly from: Graph;
  readonly to: Graph;
  readonly migration: Pick<MachineMigration, 'migrate'>;
}

/** What was found of a migration. */
export interface MigrationVerdict {
  /** The shortest path to a state that has no right place in the new version; undefined when there is none. */
  readonly counterexample: string | undefined;
  /** States that the migration leaves where they are, with its reason. */
  readonly left: ReadonlyMap<string, string>;
}

const statement = 'every state of the old version lands in a state that the new one can reach';

/**
 * Migrates every state that the old version can reach. Where it lands must be one that the new version reaches by
 * itself: the same state in all its regions, the same timers, what decides of the context, and the same phase of each
 * account that both ledgers have by that name. Then what those accounts prove of the new version holds for who was
 * migrated, too.
 */
export const proveMigration = (proved: ProvedMigration): MigrationVerdict => {
  const { from, to, migration } = proved;
  const left = new Map<string, string>();
  const shared = sharedAccounts(proved);
  const keyIn = (state: Landing) => keyOf(to.ledger, state, phasesOf(shared, state));
  const reached = new Set(to.nodes.map(keyIn));
  for (const graph of [from, to])
    if (graph.endless)
      return { left, counterexample: `The states of version ${graph.machine.version} never end.` };
  for (const node of from.nodes) {
    // Before its first fact there is no actor, and after its end none is in flight.
    if (!node.cause || node.snapshot.status !== 'active') continue;
    const refute = (because: string) => ({
      left,
      counterexample: tellPath(statement, { because, at: node }),
    });
    const { value, context } = node.snapshot;
    try {
      const place = migration.migrate({ value, context: asStored(context) });
      if (place.kind === 'stays') {
        left.set(shownState(node.snapshot), place.reason);
        continue;
      }
      const landing = landIn(proved, node, place.value, asStored(place.context));
      if (!isSame(landing.snapshot.value, place.value))
        return refute(`${json(place.value)} leaves out a part of ${json(landing.snapshot.value)}`);
      if (!reached.has(keyIn(landing))) return refute(whyNot(to, shared, landing));
    } catch (error) {
      return refute(error instanceof Error ? error.message : String(error));
    }
  }
  return { left, counterexample: undefined };
};

type Landing = Pick<Node, 'snapshot' | 'timers' | 'phases'>;

const landIn = (
  { from, to }: ProvedMigration,
  node: Node,
  value: AnyMachineSnapshot['value'],
  context: unknown,
): Landing => {
  const snapshot: AnyMachineSnapshot = to.machine.resolveState({ value, context });
  const timers = new Set(snapshot._nodes.flatMap(({ after }) => after.map(({ eventType }) => eventType)));
  const before = Object.fromEntries(
    from.ledger.accounts.map(({ name, begins }, index) => [name, node.phases[index] ?? begins]),
  );
  const phases = to.ledger.accounts.map(({ name, begins }) => before[name] ?? begins);
  return { snapshot, timers, phases };
};

/** In what the landing differs from the state of the new version that is most like it. */
const whyNot = (to: Graph, shared: readonly number[], landing: Landing): string => {
  const version = `version ${to.machine.version}`;
  const where = shownState(landing.snapshot);
  const there = to.nodes.filter(({ snapshot }) => isSame(snapshot.value, landing.snapshot.value));
  if (there.length === 0) return `it lands in ${where}, where ${version} never comes`;
  const told = there
    .map((node) => differences(to, shared, node, landing))
    .reduce((least, each) => (each.length < least.length ? each : least));
  return `it lands in ${where}, where ${version} never is so: ${told.join('; ')}`;
};

const differences = (
  { ledger }: Graph,
  shared: readonly number[],
  node: Node,
  landing: Landing,
): readonly string[] => {
  const decides = ({ snapshot }: Landing) =>
    asStored(ledger.decides ? ledger.decides(snapshot.context) : snapshot.context);
  return [
    ...shared.flatMap((index) => {
      const [found, known] = [landing.phases[index], node.phases[index]];
      return found === known ? [] : [`its ${ledger.accounts[index]?.name} is ${found}, not ${known}`];
    }),
    ...changesBetween(decides(node), decides(landing), 'context').map(
      ({ path, before, after }) => `${path} is ${json(after)}, not ${json(before)}`,
    ),
    ...[...landing.timers].filter((id) => !node.timers.has(id)).map((id) => `the timer ${id} is set`),
    ...[...node.timers].filter((id) => !landing.timers.has(id)).map((id) => `the timer ${id} is not set`),
  ];
};

/** Where in the new ledger the accounts are that the old one has, too. */
const sharedAccounts = ({ from, to }: ProvedMigration): readonly number[] =>
  to.ledger.accounts.flatMap(({ name }, index) =>
    from.ledger.accounts.some((account) => account.name === name) ? index : [],
  );

const phasesOf = (accounts: readonly number[], { phases }: Landing): Phases =>
  accounts.map((index) => phases[index] ?? '');

const isSame = (one: unknown, other: unknown): boolean => changesBetween(one, other).length === 0;

const json = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
