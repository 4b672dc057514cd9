import type { ComponentChildren } from 'preact';
import { stateText } from './state-ids.ts';
import { factName } from './steps.tsx';

/** The rows of a step that say what it took and where that led; `children` stand beside what was taken. */
export const Transition = ({
  step: { type, from, to },
  children,
}: {
  step: { readonly type: string; readonly from: unknown; readonly to: unknown };
  children: ComponentChildren;
}) => (
  <>
    <dt>Took</dt>
    <dd>
      <strong>{factName(type)}</strong> {children}
    </dd>
    <dt>Went</dt>
    <dd>
      {stateText(from)} → <strong>{stateText(to)}</strong>
    </dd>
  </>
);
