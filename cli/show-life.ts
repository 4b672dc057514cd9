import type { ReplayedOrder, ReplayedStep } from '../contracts/http/order-http.ts';
import { statePaths } from './state-paths.ts';
import { table } from './terminal.ts';

/**
 * The life of an order for people: a row for each fact, and below where it differs from what was recorded. `sandbox`
 * names the machine version that it was folded on, when that is not the one that it was recorded with.
 */
export const showLife = (life: ReplayedOrder, width: number, sandbox?: string): string => {
  const rows = life.steps.map((step) => [
    String(step.version),
    [factName(step), shortTime(step.time)],
    stateLines(step),
    [...step.emitted.map(typeOf), ...timerLines(step)],
    step.changes.map(changeLine),
  ]);
  const set = Object.entries(life.timers).map(([timer, due]) => `${shortTimer(timer)} at ${shortTime(due)}`);
  return [
    table(['V', 'FACT', 'STATE', 'EMITTED, TIMERS', 'CHANGED'], rows, width),
    '',
    `Version ${life.version}, machine version ${life.machineVersion}, ${statePaths(life.value).join(', ')}.`,
    ...(set.length > 0 ? [`Set: ${set.join(', ')}.`] : []),
    ...(life.differences.length === 0
      ? [
          sandbox
            ? `On ${sandbox} it would have gone the same way.`
            : 'Nothing differs from what was recorded.',
        ]
      : life.differences.map(
          ({ version, kind, message }) =>
            `${sandbox ? `On ${sandbox} it PARTS WAYS` : 'DIFFERS'} at version ${version} (${kind}): ${message}`,
        )),
  ].join('\n');
};

const stateLines = ({ from, to }: ReplayedStep): readonly string[] => {
  const [first = '', ...rest] = stateNames(to);
  return [...stateNames(from), `→ ${first}`, ...rest];
};

/** A state; below it the parallel ones that it is in, each as a path. */
const stateNames = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  const entries = Object.entries(Object(value));
  const [only] = entries;
  if (entries.length > 1 || !only) return statePaths(value);
  return [only[0], ...statePaths(only[1]).map((path) => `  ${path}`)];
};

/** What it was before is left out where it was nothing. */
const changeLine = ({ path, before, after }: ReplayedStep['changes'][number]): string => {
  const isNothing = before === undefined || ['""', '[]', 'null'].includes(JSON.stringify(before));
  return `${path}: ${isNothing ? '' : `${text(before)} → `}${text(after)}`;
};

const timerLines = ({ timersSet, timersCleared, time, type }: ReplayedStep): readonly string[] => [
  ...Object.entries(timersSet).map(([timer, due]) => `+ ${shortTimer(timer)} ${span(time, due)}`),
  ...timersCleared.filter((timer) => timer !== type).map((timer) => `− ${shortTimer(timer)}`),
];

/** A migration is told by the versions that it joins. */
const factName = ({ type, data }: ReplayedStep): string => {
  const { from, to }: { from?: unknown; to?: unknown } = Object(data);
  return type === 'machine.migrated' ? `machine ${from} → ${to}` : shortTimer(type);
};

/** `xstate.after.paymentTimeout.order.authorizingPayment` → `paymentTimeout`: the name of its delay. */
const shortTimer = (id: string): string => /^xstate\.after\.([^.]+)\./.exec(id)?.[1] ?? id;

const span = (from: string, to: string): string => {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1_000;
  if (seconds >= 2 * 86_400) return `${Math.round(seconds / 86_400)} d`;
  if (seconds >= 2 * 3_600) return `${Math.round(seconds / 3_600)} h`;
  return seconds >= 120 ? `${Math.round(seconds / 60)} min` : `${seconds} s`;
};

const typeOf = (message: unknown): string => {
  const { type }: { type?: unknown } = Object(message);
  return String(type);
};

const text = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
};

const shortTime = (iso: string): string => iso.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
