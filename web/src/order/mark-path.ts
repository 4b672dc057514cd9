import type { ReplayedStep } from '../../../contracts/http/order-http.ts';
import { stateIds } from './state-ids.ts';

/** The part of a step that its path is drawn from. */
export type Stride = Pick<ReplayedStep, 'type' | 'from' | 'to'>;

/**
 * Lights the states of a drawing that an order is in after the last of `steps`, and marks the ways that it went. What
 * needs no fact (`always`, `done`) follows from the states before and after.
 */
export const markPath = (chart: SVGSVGElement, steps: readonly Stride[]): void => {
  for (const element of chart.querySelectorAll('.active, .taken, .latest'))
    element.classList.remove('active', 'taken', 'latest');
  const present = new Set(stateIds(steps.at(-1)?.to));
  for (const state of chart.querySelectorAll<SVGGElement>('.state'))
    if (present.has(state.dataset.state ?? '')) state.classList.add('active');
  const transitions = [...chart.querySelectorAll<SVGGElement>('.transition')];
  for (const [index, step] of steps.entries()) {
    for (const transition of taken(transitions, step)) {
      const arrow = transition.closest('.arrow');
      transition.classList.add('taken');
      arrow?.classList.add('taken');
      if (index === steps.length - 1) arrow?.classList.add('latest');
    }
  }
};

const taken = (transitions: readonly SVGGElement[], step: Stride): readonly SVGGElement[] => {
  const before = new Set(stateIds(step.from));
  const after = new Set(stateIds(step.to));
  const targetsOf = ({ dataset }: SVGGElement) => (dataset.to ?? '').split(' ').filter(Boolean);
  const arrives = (transition: SVGGElement) => targetsOf(transition).some((id) => after.has(id));
  const from = ({ dataset }: SVGGElement) => dataset.from ?? '';

  // Taken by the innermost state that knows the fact.
  const knowing = transitions
    .filter((each) => each.dataset.event === step.type && (before.has(from(each)) || from(each) === ''))
    .toSorted((one, other) => from(other).split('.').length - from(one).split('.').length);
  const innermost = knowing.filter((each) => from(each) === from(knowing[0] ?? each));
  const arriving = innermost.filter(arrives);
  const byFact = arriving.length > 0 ? arriving.slice(0, 1) : innermost.slice(0, 1);

  const isNew = (id: string) => after.has(id) && !before.has(id);
  const byThemselves = transitions.filter((each) => {
    const { event = '' } = each.dataset;
    if (!targetsOf(each).some(isNew)) return false;
    if (event.startsWith('xstate.done')) return before.has(from(each));
    // Of a region that was just entered.
    return event === '' && !before.has(from(each).split('.').slice(0, -1).join('.'));
  });
  return [...byFact, ...byThemselves];
};
