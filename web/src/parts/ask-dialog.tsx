import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { reasonOf } from '../api.ts';
import { Dialog } from './dialog.tsx';

/** A text that is asked for. */
export interface Question {
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
  readonly maxLength?: number | undefined;
  /** It is not to be read over somebody's shoulder, nor remembered. */
  readonly secret?: boolean;
}

/** Why somebody does something; services keep it. */
export const whyQuestion: Question = {
  name: 'reason',
  label: 'Why; kept in the audit trail',
  required: true,
  maxLength: 500,
};

/** Asks before something is done, with what has to be known for it; tells when it was refused, and asks on. */
export const AskDialog = ({
  title,
  questions = [],
  leave,
  go,
  grave = false,
  onGo,
  onClose,
  children,
}: {
  title: string;
  questions?: readonly Question[];
  /** The words on the two buttons. */
  leave: string;
  go: string;
  /** It cannot be undone. */
  grave?: boolean;
  /** Does it, with the answers by name. */
  onGo: (answers: Readonly<Record<string, string>>) => Promise<void>;
  onClose: () => void;
  children?: ComponentChildren;
}) => {
  const form = useRef<HTMLFormElement>(null);
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState<string>();
  const send = async (): Promise<void> => {
    setSending(true);
    setRefused(undefined);
    const given = new FormData(form.current ?? undefined);
    try {
      await onGo(Object.fromEntries([...given].map(([name, value]) => [name, String(value).trim()])));
    } catch (error) {
      setRefused(reasonOf(error));
      setSending(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {children && <p class="soft">{children}</p>}
        {questions.map((question, index) => (
          <Field key={question.name} question={question} first={index === 0} />
        ))}
        {refused && (
          <p class="told bad" role="alert">
            {refused}
          </p>
        )}
        <div class="tools">
          <button type="button" class="button" onClick={onClose}>
            {leave}
          </button>
          <button type="submit" class={`button ${grave ? 'grave' : 'first'}`} disabled={sending}>
            {go}
          </button>
        </div>
      </form>
    </Dialog>
  );
};

const Field = ({ question, first }: { question: Question; first: boolean }) => {
  const { label, secret, ...field } = question;
  return secret ? (
    <label class="field">
      {label}
      <input type="password" autocomplete="off" {...field} autofocus={first} />
    </label>
  ) : (
    <label class="field">
      {label}
      <input {...field} autofocus={first} />
    </label>
  );
};
