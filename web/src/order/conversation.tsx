import type { HandledMessage } from '../../../contracts/http/message-http.ts';
import { serviceNames } from '../api.ts';
import type { Loaded } from '../load.ts';
import { Empty, Show } from '../parts/notice.tsx';
import { duration, spaced } from '../parts/words.ts';
import { outside, readConversation, type Said } from './read-conversation.ts';
import { factName } from './steps.tsx';

const laneWidth = 134;
const rowHeight = 30;
const top = 46;
const timeWidth = 62;

/** Every message that one command set off, drawn between the services that sent and took it. */
export const Conversation = ({ messages }: { messages: Loaded<readonly HandledMessage[]> }) => (
  <Show of={messages}>
    {(all) =>
      all.length === 0 ? <Empty title="Nothing was said yet" /> : <Diagram said={readConversation(all)} />
    }
  </Show>
);

const Diagram = ({ said }: { said: readonly Said[] }) => {
  const heard = new Set(said.flatMap(({ from, to }) => [from, to]));
  const lanes = [outside, ...serviceNames()].filter((lane) => heard.has(lane));
  const began = Date.parse(said[0]?.time ?? '');
  const middle = (lane: string) => timeWidth + (lanes.indexOf(lane) + 0.5) * laneWidth;
  const width = timeWidth + lanes.length * laneWidth;
  const height = top + said.length * rowHeight + 16;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard
    <section class="talk" tabIndex={0} aria-label="Messages between services">
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={textOf(said)}
      >
        {lanes.map((lane) => (
          <g key={lane}>
            <line class="lane" x1={middle(lane)} x2={middle(lane)} y1={top - 12} y2={height} />
            <rect class="who-box" x={middle(lane) - 56} y={6} width={112} height={26} rx={6} />
            <text class="who" x={middle(lane)} y={23}>
              {lane}
            </text>
          </g>
        ))}
        {said.map((message, index) => (
          <Arrow
            key={index}
            since={Date.parse(message.time) - began}
            message={message}
            y={top + index * rowHeight + 20}
            middle={middle}
          />
        ))}
      </svg>
    </section>
  );
};

const Arrow = ({
  message,
  since,
  y,
  middle,
}: {
  message: Said;
  /** Milliseconds since the first. */
  since: number;
  y: number;
  middle: (lane: string) => number;
}) => {
  const { from, to, type, state } = message;
  const [x1, x2] = [middle(from), middle(to)];
  const names = message.outside ? 'outside' : state === undefined ? 'unheard' : '';
  const label = factName(type);
  const tells =
    state === undefined ? `${label}, which nobody has to take` : `${label}, leads to ${spaced(state)}`;
  const towards = x2 > x1 ? 1 : -1;
  return (
    <g class={names}>
      <title>{tells}</title>
      <text class="time" x={2} y={y + 4}>
        +{duration(since)}
      </text>
      {from === to ? (
        <>
          <path d={`M${x1} ${y - 6}h18v12h-12`} />
          <path class="tip" d={`M${x1 + 1} ${y + 6}l8 -4v8z`} />
          <text class="said own" x={x1 + 24} y={y + 4}>
            {label}
          </text>
        </>
      ) : (
        <>
          <path d={`M${x1} ${y + 4}H${x2 - towards * 8}`} />
          <path class="tip" d={`M${x2} ${y + 4}l${-towards * 8} -4v8z`} />
          <text class="said" x={(x1 + x2) / 2} y={y - 1}>
            {label}
          </text>
        </>
      )}
    </g>
  );
};

/** The same for who does not see it. */
const textOf = (said: readonly Said[]): string =>
  said.map((each) => `${[each.from, each.to].join(' → ')}: ${factName(each.type)}`).join('; ');
