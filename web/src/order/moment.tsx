import type { ReplayedOrder, ReplayedStep } from '../../../contracts/http/order-http.ts';
import { get } from '../api.ts';
import { useLoaded } from '../load.ts';
import { Show } from '../parts/notice.tsx';
import { clock } from '../parts/words.ts';
import { Attempts } from './attempts.tsx';
import type { Running } from './running-at.ts';
import { factName } from './steps.tsx';
import { Transition } from './transition.tsx';

/**
 * One version of an order: the message in, what changed, the messages out, the timers, the activities that run because
 * of it, and the context after it.
 */
export const Moment = ({
  orderId,
  step,
  running,
}: {
  orderId: string;
  step: ReplayedStep;
  running: readonly Running[];
}) => {
  const set = Object.entries(step.timersSet);
  return (
    <div class="stack">
      <dl class="facts">
        <Transition step={step}>
          <Data value={step.data} />
        </Transition>
        <dt>Sent</dt>
        <dd>
          {step.emitted.length === 0 && <span class="soft">nothing</span>}
          {step.emitted.map((message, index) => {
            const { type = '', ...data }: { type?: string } = Object(message);
            return (
              <div key={index}>
                <strong>{type}</strong> <Data value={data} />
              </div>
            );
          })}
        </dd>
        <dt>Timers</dt>
        <dd>
          {set.length + step.timersCleared.length === 0 && <span class="soft">none set, none cleared</span>}
          {set.map(([name, due]) => (
            <div key={name}>
              set {factName(name)}, due {clock(due)}
            </div>
          ))}
          {step.timersCleared.map((name) => (
            <div key={name}>cleared {factName(name)}</div>
          ))}
          {step.type.startsWith('xstate.after') && <div>fired {factName(step.type)}</div>}
        </dd>
        {running.length > 0 && (
          <>
            <dt>Running</dt>
            <dd>
              {running.map((activity) => (
                <Attempts key={activity.id} activity={activity} />
              ))}
            </dd>
          </>
        )}
      </dl>
      <div>
        <h2>What changed in the context</h2>
        {step.changes.length === 0 ? (
          <p class="soft">nothing</p>
        ) : (
          <div class="mono">
            {step.changes.map(({ path, before, after }) => (
              <div class="change" key={path}>
                <span>{path}</span>
                <span>
                  {before !== undefined && <del>{JSON.stringify(before)}</del>}{' '}
                  {after !== undefined && <ins>{JSON.stringify(after)}</ins>}
                </span>
              </div>
            ))}
          </div>
        )}
      </div>
      <Context orderId={orderId} version={step.version} />
    </div>
  );
};

const Data = ({ value }: { value: unknown }) => (
  <span class="mono soft">{Object.keys(Object(value)).length > 0 && JSON.stringify(value)}</span>
);

const Context = ({ orderId, version }: { orderId: string; version: number }) => {
  const replay = useLoaded(
    () => get<ReplayedOrder>('order', `/orders/${orderId}/replay?version=${version}`),
    [orderId, version],
  );
  return (
    <details>
      <summary>The whole context and the timers that run</summary>
      <Show of={replay}>
        {({ context, timers }) => <pre class="code">{JSON.stringify({ context, timers }, undefined, 2)}</pre>}
      </Show>
    </details>
  );
};
