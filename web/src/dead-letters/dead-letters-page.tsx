import { useEffect, useState } from 'preact/hooks';
import type { Cause, Causes, DeadLetter, DeadLetterPage } from '../../../contracts/http/dead-letter-http.ts';
import { get, processes } from '../api.ts';
import { Head } from '../frame/head.tsx';
import { useLoaded } from '../load.ts';
import { Card } from '../parts/card.tsx';
import { Empty, Show } from '../parts/notice.tsx';
import { Pill } from '../parts/pill.tsx';
import { clock, count } from '../parts/words.ts';
import { Link } from '../router.tsx';
import { AuditTrail } from './audit-trail.tsx';
import { RedriveDialog, type Wish } from './redrive-dialog.tsx';

const lookEveryMs = 3_000;

/** What could not be handled: grouped by cause, one by one, and what operators did. */
export const DeadLettersPage = () => {
  const [wish, setWish] = useState<Wish>();
  const [chosen, setChosen] = useState<Cause>();
  const causes = useLoaded(async () => {
    const answers = await Promise.all(
      processes().map((service) => get<Causes>(service, '/dead-letters/causes')),
    );
    return answers.flatMap((answer) => answer.causes);
  }, []);
  const { state, reload } = causes;
  useEffect(() => {
    // Who gave no token is not asked again and again.
    if (state !== 'ready') return;
    const timer = setInterval(reload, lookEveryMs);
    return () => clearInterval(timer);
  }, [state, reload]);
  const dead = causes.value?.reduce((sum, cause) => sum + cause.dead, 0) ?? 0;
  return (
    <>
      <Head title="Dead letters">
        <button
          type="button"
          class="button first"
          disabled={dead === 0}
          onClick={() => setWish({ title: `Redrive all ${count(dead)}`, selections: allOf() })}
        >
          Redrive all
        </button>
      </Head>
      <div class="stack">
        <Card title="Causes">
          <Show of={causes}>
            {(known) =>
              known.length === 0 ? (
                <Empty title="Nothing is held">
                  <span>Messages that cannot be handled wait here for a person.</span>
                </Empty>
              ) : (
                <ul>
                  {known.map((cause) => (
                    <CauseRow
                      key={keyOf(cause)}
                      cause={cause}
                      isChosen={chosen !== undefined && keyOf(chosen) === keyOf(cause)}
                      onShow={() => setChosen(cause)}
                      onRedrive={() => setWish(wishFor(cause))}
                    />
                  ))}
                </ul>
              )
            }
          </Show>
        </Card>
        <Letters cause={chosen} round={causes.value} onAll={() => setChosen(undefined)} />
        <AuditTrail round={wish} />
      </div>
      {wish && (
        <RedriveDialog
          wish={wish}
          onClose={() => {
            setWish(undefined);
            reload();
          }}
        />
      )}
    </>
  );
};

const keyOf = ({ service, code, type, message }: Cause): string =>
  JSON.stringify([service, code, type, message]);

const allOf = (): Wish['selections'] => processes().map((service) => ({ service, body: { all: true } }));

const wishFor = ({ service, code, type, dead }: Cause): Wish => ({
  title: `Redrive ${count(dead)} of ${service}`,
  selections: [{ service, body: { service, code, ...(type !== undefined && { type }) } }],
});

const CauseRow = ({
  cause,
  isChosen,
  onShow,
  onRedrive,
}: {
  cause: Cause;
  isChosen: boolean;
  onShow: () => void;
  onRedrive: () => void;
}) => (
  <li class="cause">
    <span class="value number">{count(cause.count)}</span>
    <div>
      <p>{cause.message}</p>
      <p class="soft">
        <span class="mono">{cause.code}</span> · {cause.service} · {cause.type ?? 'no type'} ·{' '}
        {cause.dead === cause.count ? 'all wait for a person' : `${count(cause.dead)} wait for a person`} ·
        since {clock(cause.firstSeenAt)}
      </p>
    </div>
    <div class="tools">
      <button type="button" class="button" aria-pressed={isChosen} onClick={onShow}>
        Show
      </button>
      <button type="button" class="button" disabled={cause.dead === 0} onClick={onRedrive}>
        Redrive group
      </button>
    </div>
  </li>
);

const Letters = ({
  cause,
  round,
  onAll,
}: {
  cause: Cause | undefined;
  round: unknown;
  onAll: () => void;
}) => {
  const letters = useLoaded(async (): Promise<readonly DeadLetter[]> => {
    if (round === undefined) return [];
    const narrowed = cause && {
      service: cause.service,
      code: cause.code,
      ...(cause.type && { type: cause.type }),
    };
    const query = new URLSearchParams({ limit: '100', ...narrowed });
    const asked = cause ? [cause.service] : processes();
    const pages = await Promise.all(
      asked.map((service) => get<DeadLetterPage>(service, `/dead-letters?${query}`)),
    );
    return pages.flatMap((page) => page.deadLetters);
  }, [cause, round]);
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
      <Show of={letters}>
        {(known) =>
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
    </Card>
  );
};
