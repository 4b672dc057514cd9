import { useRef, useState } from 'preact/hooks';
import type { OrderView, PossibleCommands } from '../../../contracts/http/order-http.ts';
import { post, Refused, reasonOf } from '../api.ts';
import { Dialog } from '../parts/dialog.tsx';
import { short, spaced } from '../parts/words.ts';

type Command = PossibleCommands[number];

/** The commands that the order's machine would take now, each asked for once more before it is sent. */
export const Actions = ({ order, commands }: { order: OrderView; commands: PossibleCommands }) => {
  const [chosen, setChosen] = useState<Command>();
  return (
    <>
      {commands.map((command) => (
        <button
          key={command.name}
          type="button"
          class={`button ${command.name === 'cancel' ? 'grave' : ''}`}
          onClick={() => setChosen(command)}
        >
          {titleOf(command)}
        </button>
      ))}
      {chosen && <Confirm order={order} command={chosen} onClose={() => setChosen(undefined)} />}
    </>
  );
};

const titleOf = ({ name }: Command): string => `${name.charAt(0).toUpperCase()}${spaced(name).slice(1)}`;

const Confirm = ({
  order,
  command,
  onClose,
}: {
  order: OrderView;
  command: Command;
  onClose: () => void;
}) => {
  const form = useRef<HTMLFormElement>(null);
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState<string>();
  const send = async (): Promise<void> => {
    setSending(true);
    setRefused(undefined);
    try {
      const body = Object.fromEntries(new FormData(form.current ?? undefined));
      await post<OrderView>('order', `/orders/${order.id}/${command.name}`, body);
      onClose();
    } catch (error) {
      setRefused(refusalOf(error));
      setSending(false);
    }
  };
  return (
    <Dialog title={`${titleOf(command)} order ${short(order.id)}?`} onClose={onClose}>
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p class="soft">
          {command.summary}. It is {spaced(order.status)} now.
        </p>
        {fieldsOf(command.body).map(({ name, required, maxLength }) => (
          <label key={name} class="field">
            {spaced(name)}
            <input name={name} required={required} maxLength={maxLength} autofocus />
          </label>
        ))}
        {refused && (
          <p class="told bad" role="alert">
            {refused}
          </p>
        )}
        <div class="tools">
          <button type="button" class="button" onClick={onClose}>
            Leave it
          </button>
          <button type="submit" class="button first" disabled={sending}>
            {titleOf(command)}
          </button>
        </div>
      </form>
    </Dialog>
  );
};

const refusalOf = (error: unknown): string => {
  const { allowed } = error instanceof Refused ? error.facts : {};
  const possible =
    Array.isArray(allowed) && allowed.length > 0 ? ` Possible now: ${allowed.join(', ')}.` : '';
  return reasonOf(error) + possible;
};

/** The texts that a command is asked with, as its schema names them. */
const fieldsOf = (schema: unknown) => {
  const { properties = {}, required = [] }: { properties?: Record<string, unknown>; required?: string[] } =
    Object(schema);
  return Object.entries(properties).map(([name, property]) => {
    const { maxLength }: { maxLength?: number } = Object(property);
    return { name, required: required.includes(name), maxLength };
  });
};
