import { useEffect, useState } from 'preact/hooks';
import type { Cause, Causes } from '../../../contracts/http/dead-letter-http.ts';
import { get, processes } from '../api.ts';
import { Head } from '../frame/head.tsx';
import { useLoaded } from '../load.ts';
import { Card } from '../parts/card.tsx';
import { Empty, Show } from '../parts/notice.tsx';
import { clock, count } from '../parts/words.ts';
import { AuditTrail } from './audit-trail.tsx';
import { HeldLetters } from './held-letters.tsx';
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
        {causes.value && (
          <HeldLetters
            key={chosen && keyOf(chosen)}
            cause={chosen}
            round={causes.value}
            onAll={() => setChosen(undefined)}
          />
        )}
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
