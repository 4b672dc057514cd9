import { useEffect, useRef, useState } from 'preact/hooks';
import type {
  RedriveBegun,
  RedriveManyBody,
  RedriveOneBody,
} from '../../../contracts/http/dead-letter-http.ts';
import { post, reasonOf } from '../api.ts';
import { Dialog } from '../parts/dialog.tsx';
import { count } from '../parts/words.ts';
import { type Begun, followRedrive, type Progress } from './follow-redrive.ts';

/** What is to be redriven, at which processes. */
export interface Wish {
  readonly title: string;
  readonly selections: readonly {
    readonly service: string;
    /** One of them; undefined for those that the body selects. */
    readonly id?: string;
    readonly body: Omit<RedriveManyBody, 'reason'> | Omit<RedriveOneBody, 'reason'>;
  }[];
}

/** Asks why, redrives, and shows how far it is until everything was tried. */
export const RedriveDialog = ({ wish, onClose }: { wish: Wish; onClose: () => void }) => {
  const [begun, setBegun] = useState<readonly Begun[]>();
  const [refused, setRefused] = useState<string>();
  const reason = useRef<HTMLInputElement>(null);
  const send = async (): Promise<void> => {
    setRefused(undefined);
    try {
      const answers = await Promise.all(
        wish.selections.map(async ({ service, id, body }) => {
          const path = id === undefined ? '/dead-letters/redrive' : `/dead-letters/${id}/redrive`;
          const answer = await post<RedriveBegun>(service, path, { ...body, reason: reason.current?.value });
          return { ...answer, service };
        }),
      );
      setBegun(answers);
    } catch (error) {
      setRefused(reasonOf(error));
    }
  };
  return (
    <Dialog title={wish.title} onClose={onClose}>
      {begun ? (
        <Redriving begun={begun} onClose={onClose} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <label class="field">
            Why; kept in the audit trail
            <input ref={reason} required maxLength={500} autofocus />
          </label>
          {refused && (
            <p class="told bad" role="alert">
              {refused}
            </p>
          )}
          <div class="tools">
            <button type="button" class="button" onClick={onClose}>
              Leave it
            </button>
            <button type="submit" class="button first">
              Redrive
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
};

const Redriving = ({ begun, onClose }: { begun: readonly Begun[]; onClose: () => void }) => {
  const total = begun.reduce((sum, each) => sum + each.total, 0);
  const [progress, setProgress] = useState<Progress>();
  const [failed, setFailed] = useState<string>();
  useEffect(() => {
    const leaving = new AbortController();
    followRedrive(begun, setProgress, leaving.signal).catch((error: unknown) => {
      if (!leaving.signal.aborted) setFailed(reasonOf(error));
    });
    return () => leaving.abort();
  }, [begun]);
  const tried = progress ? progress.succeeded + progress.failed : 0;
  return (
    <div class="stack">
      <progress value={tried} max={Math.max(1, total)} aria-label="Redriven" />
      <p role="status" class={progress && progress.failed > 0 ? 'told bad' : 'told'}>
        {count(progress?.succeeded ?? 0)} of {count(total)} handled
        {progress && progress.failed > 0 && `, ${count(progress.failed)} failed again`}
        {progress && progress.waiting > 0 && `, ${count(progress.waiting)} on their way`}
        {progress &&
          progress.blocked > 0 &&
          `, ${count(progress.blocked)} of them behind another dead letter`}
        .
      </p>
      {failed && <p class="told bad">{failed}</p>}
      <div class="tools">
        <button type="button" class="button first" onClick={onClose}>
          Close
        </button>
      </div>
    </div>
  );
};
