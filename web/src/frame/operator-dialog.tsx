import { AskDialog } from '../parts/ask-dialog.tsx';
import { useStore } from '../store.ts';
import { asking } from './operator.ts';

/** Asks for the token of an operator when a call needs one. */
export const OperatorDialog = () => {
  const present = useStore(asking);
  if (!present) return null;
  return (
    <AskDialog
      title="Operator"
      questions={[{ name: 'token', label: 'Token', required: true, secret: true }]}
      leave="Cancel"
      go="Go on"
      onGo={async ({ token = '' }) => present.give(token)}
      onClose={present.cancel}
    >
      {present.refused
        ? 'This token is not one of OPERATOR_TOKENS.'
        : 'This needs a token: one of OPERATOR_TOKENS. It is kept until this tab is closed.'}
    </AskDialog>
  );
};
