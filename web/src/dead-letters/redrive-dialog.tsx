import { useEffect, useState } from 'preact/hooks';
import type {
  RedriveBegun,
  RedriveManyBody,
  RedriveOneBody,
} from '../../../contracts/http/dead-letter-http.ts';
import { post, reasonOf } from '../api.ts';
import { AskDialog, whyQuestion } from '../parts/ask-dialog.tsx';
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
  if (begun)
    return (
      <Dialog title={wish.title} onClose={onClose}>
        <Redriving begun={begun} onClose={onClose} />
      </Dialog>
    );
  return (
    <AskDialog
      title={wish.title}
      questions={[whyQuestion]}
      leave="Leave it"
      go="Redrive"
      onGo={async (answers) => setBegun(await begin(wish, answers))}
      onClose={onClose}
    />
  );
};

const begin = ({ selections }: Wish, answers: Readonly<Record<string, string>>): Promise<readonly Begun[]> =>
  Promise.all(
    selections.map(async ({ service, id, body }) => {
      const path = id === undefined ? '/dead-letters/redrive' : `/dead-letters/${id}/redrive`;
      const answer = await post<RedriveBegun>(service, path, { ...body, ...answers });
      return { ...answer, service };
    }),
  );

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
