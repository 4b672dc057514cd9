import { useState } from 'preact/hooks';
import type { Cause, DeadLetterPage } from '../../../contracts/http/dead-letter-http.ts';
import { get, processes } from '../api.ts';
import { useLoaded } from '../load.ts';
import { Card } from '../parts/card.tsx';
import { Show } from '../parts/notice.tsx';
import { Pill } from '../parts/pill.tsx';
import { clock, count } from '../parts/words.ts';
import { Link } from '../router.tsx';

/** Where a page of several processes begins: the cursor of each that has more; undefined for the newest of all. */
type Beginning = ReadonlyMap<string, string> | undefined;

/** How many of each process a page shows. */
const pageSize = 100;

/** Held messages one by one, newest first, those of one cause or of all; a page at a time. */
export const HeldLetters = ({
  cause,
  round,
  onAll,
}: {
  cause: Cause | undefined;
  round: unknown;
  onAll: () => void;
}) => {
  // The pages that lead to this one: the last is shown.
  const [way, setWay] = useState<readonly Beginning[]>([undefined]);
  const page = useLoaded(() => readPage(cause, way.at(-1)), [cause, way, round]);
  const next = page.value?.next;
  return (
    <Card
      title="Held messages"
      aside={
        cause && (
          <button type="button" class="plain" onClick={onAll}>
            Show those of all causes
          </button>
        )
      }
    >
      <Show of={page}>
        {({ letters: known }) =>
          known.length === 0 ? (
            <p class="soft">none</p>
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard
            <section class="scroll" tabIndex={0} aria-label="Held messages, scrolls sideways">
              <table>
                <thead>
                  <tr>
                    <th>Id</th>
                    <th>State</th>
                    <th>Message</th>
                    <th>For</th>
                    <th class="number">Attempts</th>
                    <th class="number">Last seen</th>
                  </tr>
                </thead>
                <tbody>
                  {known.map((letter) => (
                    <tr key={letter.id}>
                      <td>
                        <Link to={`dead-letters/${letter.id}`}>{letter.id}</Link>
                      </td>
                      <td>
                        <Pill state={letter.state} />
                      </td>
                      <td>{letter.type ?? '–'}</td>
                      <td class="mono">{letter.streamId ?? '–'}</td>
                      <td class="number">{letter.attempts}</td>
                      <td class="number">{clock(letter.lastSeenAt)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          )
        }
      </Show>
      {(way.length > 1 || next) && (
        <p class="tools">
          <button
            type="button"
            class="button"
            disabled={way.length === 1}
            onClick={() => setWay(way.slice(0, -1))}
          >
            Newer
          </button>
          <button
            type="button"
            class="button"
            disabled={!next}
            onClick={() => next && setWay([...way, next])}
          >
            Older
          </button>
          <span class="soft">page {count(way.length)}</span>
        </p>
      )}
    </Card>
  );
};

/** Reads a page of each process that has one; `next` is where the page after it begins, if there is one. */
const readPage = async (cause: Cause | undefined, begins: Beginning) => {
  const narrowed = cause && {
    service: cause.service,
    code: cause.code,
    ...(cause.type && { type: cause.type }),
  };
  const asked = begins ? [...begins.keys()] : cause ? [cause.service] : processes();
  const pages = await Promise.all(
    asked.map(async (service) => {
      const cursor = begins?.get(service);
      const query = new URLSearchParams({ limit: `${pageSize}`, ...narrowed, ...(cursor && { cursor }) });
      const { deadLetters, next } = await get<DeadLetterPage>(service, `/dead-letters?${query}`);
      return { service, deadLetters, next };
    }),
  );
  const following = pages.flatMap(({ service, next }) =>
    next === undefined ? [] : [[service, next] as const],
  );
  return {
    letters: pages.flatMap(({ deadLetters }) => deadLetters),
    next: following.length > 0 ? new Map(following) : undefined,
  };
};
