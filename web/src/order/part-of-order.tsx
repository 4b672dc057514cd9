import { useCallback, useState } from 'preact/hooks';
import type { HandledMessage } from '../../../contracts/http/message-http.ts';
import { Head } from '../frame/head.tsx';
import { useLoaded } from '../load.ts';
import { readDefinition } from '../machines/definitions.ts';
import { Drawing } from '../machines/drawing.tsx';
import { Card } from '../parts/card.tsx';
import { Empty, Show } from '../parts/notice.tsx';
import { Pill } from '../parts/pill.tsx';
import { clock, short } from '../parts/words.ts';
import { Link } from '../router.tsx';
import { Attempts } from './attempts.tsx';
import { markPath, type Stride } from './mark-path.ts';
import { Steps } from './steps.tsx';
import { TimeSlider } from './time-slider.tsx';
import { Transition } from './transition.tsx';
import { useConversation } from './use-conversation.ts';
import { useEchoes } from './use-echoes.ts';
import type { WholeOrder } from './use-order.ts';

/** A fact of its stream, and where it was before. */
type Step = HandledMessage & Stride;

/**
 * Another actor of an order's conversation, such as its payment: where it is in its statechart, how it came there, what
 * it sent and what it still tries.
 */
export const PartOfOrder = ({ order: { view, life }, stream }: { order: WholeOrder; stream: string }) => {
  const messages = useConversation(`order-${view.id}`, useEchoes(life.version));
  const own = (messages.value ?? [])
    .filter(({ streamId }) => streamId === stream)
    .toSorted((one, other) => one.version - other.version);
  const [first] = own;
  const name = stream.slice(0, stream.indexOf('-'));
  const present = own.at(-1)?.state;
  return (
    <>
      <Head
        title={`${name.charAt(0).toUpperCase()}${name.slice(1)} of an order`}
        path={<Link to={`orders/${view.id}`}>Order {short(view.id)}</Link>}
      >
        {present && <Pill state={present} />}
      </Head>
      <Show of={messages}>
        {() =>
          first ? (
            <Life own={own} first={first} />
          ) : (
            <Empty title="Nothing happened to it yet">
              <span>It begins with the first message that this order sends it.</span>
            </Empty>
          )
        }
      </Show>
    </>
  );
};

const Life = ({ own, first }: { own: readonly HandledMessage[]; first: HandledMessage }) => {
  const { service, machine, machineVersion } = first;
  const definition = useLoaded(
    () => readDefinition({ service, name: machine, version: machineVersion }),
    [service, machine, machineVersion],
  );
  return (
    <Show of={definition}>
      {({ initial }) => (
        <Stream
          steps={own.map((message, index) => ({
            ...message,
            from: index === 0 ? initial : own[index - 1]?.value,
            to: message.value,
          }))}
          last={own.at(-1) ?? first}
        />
      )}
    </Show>
  );
};

const Stream = ({ steps, last }: { steps: readonly Step[]; last: HandledMessage }) => {
  // Undefined follows what happens.
  const [chosen, setChosen] = useState<number>();
  const version = Math.min(chosen ?? last.version, last.version);
  const gone = steps.filter((step) => step.version <= version);
  const step = gone.at(-1);
  const drawn = step ?? last;
  const mark = useCallback((chart: SVGSVGElement) => markPath(chart, gone), [version, last.messageId]);
  return (
    <div class="stack">
      <Card title={chosen === undefined ? 'Now' : `At version ${version}`}>
        <TimeSlider
          version={version}
          last={last.version}
          following={chosen === undefined}
          choose={setChosen}
        />
      </Card>
      <div class="order-layout">
        <Card
          title="Statechart"
          aside={
            <Link to={`machines/${drawn.machine}/${drawn.machineVersion}`}>
              {drawn.machine} v{drawn.machineVersion}
            </Link>
          }
        >
          <Drawing
            service={drawn.service}
            machine={drawn.machine}
            version={drawn.machineVersion}
            mark={mark}
          />
        </Card>
        <div class="stack">
          <Card title="Its stream" aside={<span class="soft number">{last.version} facts</span>}>
            <Steps steps={steps} version={version} choose={setChosen} />
          </Card>
          <Card title="What happened at this version">{step && <Happened step={step} />}</Card>
        </div>
      </div>
    </div>
  );
};

const Happened = ({ step }: { step: Step }) => (
  <dl class="facts">
    <Transition step={step}>
      <span class="soft number">{clock(step.time)}</span>
    </Transition>
    <dt>Sent</dt>
    <dd>
      {step.emitted.length === 0 && <span class="soft">nothing</span>}
      {step.emitted.map(({ id, type, activity, running }) => (
        <div key={id}>
          {running ? (
            <Attempts activity={{ ...running, id, type, service: step.service }} />
          ) : (
            <>
              <strong>{type}</strong> {activity && <span class="soft">to the outside, and it has ended</span>}
            </>
          )}
        </div>
      ))}
    </dd>
  </dl>
);
