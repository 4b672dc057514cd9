import { useCallback, useState } from 'preact/hooks';
import { Head } from '../frame/head.tsx';
import { Drawing } from '../machines/drawing.tsx';
import { Card } from '../parts/card.tsx';
import { Empty, Failed, Loading } from '../parts/notice.tsx';
import { Pill } from '../parts/pill.tsx';
import { clock, short } from '../parts/words.ts';
import { Link } from '../router.tsx';
import { Actions } from './actions.tsx';
import { Conversation } from './conversation.tsx';
import { Facts } from './facts.tsx';
import { markPath } from './mark-path.ts';
import { Moment } from './moment.tsx';
import { PartOfOrder } from './part-of-order.tsx';
import { Related } from './related.tsx';
import { runningAt } from './running-at.ts';
import { stateText } from './state-ids.ts';
import { Steps } from './steps.tsx';
import { TimeSlider } from './time-slider.tsx';
import { useConversation } from './use-conversation.ts';
import { useEchoes } from './use-echoes.ts';
import { useOrder, type WholeOrder } from './use-order.ts';

/**
 * One order: where it is in its statechart, how it came there, and what can be asked of it. With `part` it is the same
 * of another actor of its conversation, by its stream.
 */
export const OrderPage = ({ id, part }: { id: string; part: string | undefined }) => {
  const { order, reason, reload } = useOrder(id);
  const path = <Link to="orders">Orders</Link>;
  if (order)
    return part === undefined ? <Whole order={order} /> : <PartOfOrder order={order} stream={part} />;
  return (
    <>
      <Head title={`Order ${short(id)}`} path={path} />
      {reason === undefined ? <Loading /> : <Failed reason={reason} onAgain={reload} />}
    </>
  );
};

const Whole = ({ order: { view, life, commands } }: { order: WholeOrder }) => {
  // Undefined follows what happens.
  const [chosen, setChosen] = useState<number>();
  const version = Math.min(chosen ?? life.version, life.version);
  const steps = life.steps.slice(0, version);
  const step = steps.at(-1);
  const echo = useEchoes(life.version);
  const stream = `order-${view.id}`;
  const messages = useConversation(stream, echo);
  const running = runningAt(messages.value ?? [], stream, version);
  const mark = useCallback((chart: SVGSVGElement) => markPath(chart, steps), [life, version]);
  return (
    <>
      <Head title={`Order ${short(view.id)}`} path={<Link to="orders">Orders</Link>}>
        <Pill state={view.status} />
        <Actions order={view} commands={commands} />
      </Head>
      <div class="stack">
        <Card
          title={chosen === undefined ? 'Now' : `At version ${version}`}
          aside={
            step && (
              <span class="soft" data-testid="moment">
                version {version} of {life.version} · {step.type} · {stateText(step.to)} · {clock(step.time)}
              </span>
            )
          }
        >
          <TimeSlider
            version={version}
            last={life.version}
            following={chosen === undefined}
            choose={setChosen}
          />
        </Card>
        <div class="order-layout">
          <div class="stack">
            <Card
              title="Statechart"
              aside={
                <Link to={`machines/order/${step?.machineVersion ?? view.machineVersion}`}>
                  order v{step?.machineVersion ?? view.machineVersion}
                </Link>
              }
            >
              <Drawing
                service="order"
                machine="order"
                version={step?.machineVersion ?? view.machineVersion}
                mark={mark}
              />
            </Card>
            <Card title="What happened at this version">
              {step ? (
                <Moment orderId={view.id} step={step} running={running} />
              ) : (
                <Empty title="Nothing yet" />
              )}
            </Card>
          </div>
          <div class="stack">
            <Card title="Its stream" aside={<span class="soft number">{life.version} facts</span>}>
              <Steps steps={life.steps} version={version} choose={setChosen} />
              {life.differences.map(({ version: at, message }) => (
                <p key={`${at}${message}`} class="told bad">
                  {message}
                </p>
              ))}
            </Card>
            <Card title="Order">
              <Facts view={view} />
            </Card>
            <Related view={view} round={echo} />
          </div>
        </div>
        <Card title="The whole conversation" aside={<span class="soft">every message, across services</span>}>
          <Conversation messages={messages} />
        </Card>
      </div>
    </>
  );
};
