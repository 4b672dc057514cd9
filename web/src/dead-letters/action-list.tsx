import type { OperatorAction } from '../../../contracts/http/dead-letter-http.ts';
import { clock } from '../parts/words.ts';

/** Who did what to a dead letter, and why; with the data before and after. */
export const ActionList = ({ actions }: { actions: readonly OperatorAction[] }) => {
  if (actions.length === 0) return <p class="soft">nothing yet</p>;
  return (
    <ul class="stack">
      {actions.map((action) => (
        <li key={`${action.deadLetterId}${action.id}`}>
          <p>
            <strong>{action.operator}</strong> {action.action === 'redrive' ? 'redrove' : 'discarded'}{' '}
            {action.type ?? 'a message'} <span class="mono">{action.deadLetterId}</span>: “{action.reason}”{' '}
            <span class="soft number">{clock(action.at)}</span>
          </p>
          <details>
            <summary class="soft">the data{action.after && ', before and after'}</summary>
            <div class="two">
              <pre class="code">{JSON.stringify(action.before.json ?? action.before, undefined, 2)}</pre>
              {action.after && (
                <pre class="code">{JSON.stringify(action.after.json ?? action.after, undefined, 2)}</pre>
              )}
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
};
