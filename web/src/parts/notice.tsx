import type { ComponentChildren } from 'preact';
import type { Loaded } from '../load.ts';

/** What stands where there is nothing to show. */
export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="notice">
    <strong>{title}</strong>
    {children}
  </div>
);

/** What stands where something could not be read. */
export const Failed = ({ reason, onAgain }: { reason: string; onAgain?: () => void }) => (
  <div class="notice failed" role="alert">
    <strong>This could not be read</strong>
    <span>{reason}</span>
    {onAgain && (
      <button type="button" class="button" onClick={onAgain}>
        Try again
      </button>
    )}
  </div>
);

/** What stands until it is there. */
export const Loading = () => (
  <div class="notice" role="status">
    <span class="hidden-text">Loading</span>
    <div class="waiting" style={{ width: '120px' }} />
  </div>
);

/** Shows what was read, or how far that is. */
export const Show = <Value,>({
  of: loaded,
  children,
}: {
  of: Loaded<Value>;
  children: (value: Value) => ComponentChildren;
}) => {
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <Failed reason={loaded.reason} onAgain={loaded.reload} />;
  return <>{children(loaded.value)}</>;
};
