import type { ReplayedStep } from '../../../contracts/http/order-http.ts';
import { clock, spaced } from '../parts/words.ts';

/** The stream as a list; each fact leads to its moment. */
export const Steps = ({
  steps,
  version,
  choose,
}: {
  steps: readonly Pick<ReplayedStep, 'version' | 'type' | 'time'>[];
  version: number;
  choose: (version: number) => void;
}) => (
  <ol class="steps">
    {steps.map((step) => (
      <li key={step.version} class={step.version > version ? 'later' : ''}>
        <button
          type="button"
          aria-current={step.version === version ? 'step' : undefined}
          onClick={() => choose(step.version)}
        >
          <span class="number soft">{step.version}</span>
          <span>{factName(step.type)}</span>
          <span class="number soft">{clock(step.time)}</span>
        </button>
      </li>
    ))}
  </ol>
);

/** A fact as people read it: a timer by its state, not by the engine's name of it. */
export const factName = (type: string): string => {
  const [, delay = '', state = ''] = /^xstate\.after\.([^.]+)\.[^.]+\.?(.*)$/.exec(type) ?? [];
  return delay === '' ? type : `timer ${spaced(delay)}${state && ` (${spaced(state.replaceAll('.', ' '))})`}`;
};
