import { useRef } from 'preact/hooks';
import { Dialog } from '../parts/dialog.tsx';
import { useStore } from '../store.ts';
import { asking } from './operator.ts';

/** Asks for the token of an operator when a call needs one. */
export const OperatorDialog = () => {
  const present = useStore(asking);
  const input = useRef<HTMLInputElement>(null);
  if (!present) return null;
  return (
    <Dialog title="Operator" onClose={present.cancel}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          present.give(input.current?.value.trim() ?? '');
        }}
      >
        <p class="soft">
          {present.refused
            ? 'This token is not one of OPERATOR_TOKENS.'
            : 'This needs a token: one of OPERATOR_TOKENS. It is kept until this tab is closed.'}
        </p>
        <label class="field">
          Token
          <input ref={input} type="password" autocomplete="off" required autofocus />
        </label>
        <div class="tools">
          <button type="button" class="button" onClick={present.cancel}>
            Cancel
          </button>
          <button type="submit" class="button first">
            Go on
          </button>
        </div>
      </form>
    </Dialog>
  );
};
