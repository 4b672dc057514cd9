import { useEffect, useState } from 'preact/hooks';
import type { DeadLetterDetails } from '../../../contracts/http/dead-letter-http.ts';
import { get, post } from '../api.ts';
import { Head } from '../frame/head.tsx';
import { useLoaded } from '../load.ts';
import { AskDialog, whyQuestion } from '../parts/ask-dialog.tsx';
import { Card } from '../parts/card.tsx';
import { Show } from '../parts/notice.tsx';
import { Pill } from '../parts/pill.tsx';
import { clock } from '../parts/words.ts';
import { go, Link } from '../router.tsx';
import { ActionList } from './action-list.tsx';
import { checkPayload } from './check-payload.ts';
import { RedriveDialog, type Wish } from './redrive-dialog.tsx';

const serviceOf = (id: string): string => id.slice(0, id.lastIndexOf('-'));

/** One held message, whole; mended by hand, redriven or discarded. */
export const DeadLetterPage = ({ id }: { id: string }) => {
  const letter = useLoaded(
    () => get<DeadLetterDetails>(serviceOf(id), `/dead-letters/${encodeURIComponent(id)}`),
    [id],
  );
  return (
    <>
      <Head title={`Dead letter ${id}`} path={<Link to="dead-letters">Dead letters</Link>}>
        {letter.value && <Pill state={letter.value.state} />}
      </Head>
      <Show of={letter}>{(known) => <Letter letter={known} />}</Show>
    </>
  );
};

const Letter = ({ letter }: { letter: DeadLetterDetails }) => {
  const { id, body, schema } = letter;
  const before = body.json === undefined ? '' : JSON.stringify(body.json, undefined, 2);
  const [text, setText] = useState(before);
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [wish, setWish] = useState<Wish>();
  const [discarding, setDiscarding] = useState(false);
  const isEdited = text !== before;
  useEffect(() => {
    let current = true;
    if (text === '') return setProblems([]);
    void checkPayload(text, schema).then((found) => current && setProblems(found));
    return () => {
      current = false;
    };
  }, [text, schema]);
  const redrive = (): void =>
    setWish({
      title: `Redrive ${id}${isEdited ? ' with new data' : ''}`,
      selections: [{ service: serviceOf(id), id, body: isEdited ? { payload: JSON.parse(text) } : {} }],
    });
  const isDead = letter.state === 'dead';
  return (
    <div class="stack">
      <Card title="What went wrong">
        <Wrong letter={letter} />
      </Card>
      <div class="two">
        <Card title="Its data" aside={isEdited && <span class="soft">edited, not sent yet</span>}>
          <div class="stack">
            {body.json === undefined ? (
              <pre class="code">{body.base64}</pre>
            ) : (
              <label class="field">
                JSON
                <textarea
                  spellcheck={false}
                  value={text}
                  aria-invalid={problems.length > 0}
                  onInput={({ currentTarget }) => setText(currentTarget.value)}
                />
              </label>
            )}
            <ul aria-live="polite">
              {problems.map((problem) => (
                <li key={problem} class="wrong">
                  {problem}
                </li>
              ))}
            </ul>
            <div class="tools">
              <button
                type="button"
                class="button first"
                disabled={!isDead || (isEdited && problems.length > 0)}
                onClick={redrive}
              >
                {isEdited ? 'Redrive with the new data' : 'Redrive as it is'}
              </button>
              <button type="button" class="button" disabled={!isEdited} onClick={() => setText(before)}>
                Undo the edit
              </button>
              <button
                type="button"
                class="button grave"
                disabled={!isDead}
                onClick={() => setDiscarding(true)}
              >
                Discard
              </button>
            </div>
            {!isDead && <p class="soft">It is tried again by itself; only dead ones wait for a person.</p>}
          </div>
        </Card>
        <Card
          title="The schema of its type"
          aside={<span class="soft">version {letter.schemaVersion ?? '–'}</span>}
        >
          {schema === undefined ? (
            <p class="soft">its type is not known here</p>
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard
            <pre class="code schema" tabIndex={0}>
              {JSON.stringify(schema, undefined, 2)}
            </pre>
          )}
        </Card>
      </div>
      <Card title="Its attributes">
        <pre class="code">{JSON.stringify(letter.headers, undefined, 2)}</pre>
      </Card>
      <Card title="What operators did to it">
        <ActionList actions={letter.actions} />
      </Card>
      {wish && <RedriveDialog wish={wish} onClose={() => go('dead-letters')} />}
      {discarding && <Discard id={id} onClose={() => setDiscarding(false)} />}
    </div>
  );
};

const Wrong = ({ letter }: { letter: DeadLetterDetails }) => {
  const order = /^order-(.+)$/.exec(letter.correlationId ?? '')?.[1];
  return (
    <dl class="facts">
      <dt>Error</dt>
      <dd>
        <strong>{letter.message}</strong> <span class="mono soft">{letter.code}</span>
      </dd>
      <dt>Message</dt>
      <dd>
        {letter.type ?? 'no type'} <span class="mono soft">{letter.messageId}</span>
      </dd>
      <dt>For</dt>
      <dd class="mono">{letter.streamId ?? 'nobody that is known'}</dd>
      {order && (
        <>
          <dt>Order</dt>
          <dd>
            <Link to={`orders/${order}`}>{order}</Link>
          </dd>
        </>
      )}
      <dt>Attempts</dt>
      <dd class="number">
        {letter.attempts}, from {clock(letter.firstSeenAt)} to {clock(letter.lastSeenAt)}
      </dd>
      <dt>Behind it</dt>
      <dd class="number">{letter.parkedBehind} messages of the same actor wait</dd>
      {letter.stack && (
        <>
          <dt>Stack</dt>
          <dd>
            <details>
              <summary>show</summary>
              <pre class="code">{letter.stack}</pre>
            </details>
          </dd>
        </>
      )}
    </dl>
  );
};

const Discard = ({ id, onClose }: { id: string; onClose: () => void }) => (
  <AskDialog
    title={`Discard ${id}?`}
    questions={[whyQuestion]}
    leave="Keep it"
    go="Discard"
    grave
    onGo={async (answers) => {
      await post(serviceOf(id), `/dead-letters/${id}/discard`, answers);
      go('dead-letters');
    }}
    onClose={onClose}
  >
    It is never handled; what waits behind it follows. A saga that waits for it goes on waiting until its
    timer.
  </AskDialog>
);
