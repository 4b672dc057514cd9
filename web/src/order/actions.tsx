import { useState } from 'preact/hooks';
import type { OrderView, PossibleCommands } from '../../../contracts/http/order-http.ts';
import { post } from '../api.ts';
import { AskDialog, type Question } from '../parts/ask-dialog.tsx';
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
}) => (
  <AskDialog
    title={`${titleOf(command)} order ${short(order.id)}?`}
    questions={questionsOf(command.body)}
    leave="Leave it"
    go={titleOf(command)}
    onGo={async (answers) => {
      await post<OrderView>('order', `/orders/${order.id}/${command.name}`, answers);
      onClose();
    }}
    onClose={onClose}
  >
    {command.summary}. It is {spaced(order.status)} now.
  </AskDialog>
);

/** The texts that a command is asked with, as its schema names them. */
const questionsOf = (schema: unknown): readonly Question[] => {
  const { properties = {}, required = [] }: { properties?: Record<string, unknown>; required?: string[] } =
    Object(schema);
  return Object.entries(properties).map(([name, property]) => {
    const { maxLength }: { maxLength?: number } = Object(property);
    return { name, label: spaced(name), required: required.includes(name), maxLength };
  });
};
