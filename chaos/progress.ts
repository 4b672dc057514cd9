/** Shows what happens while it happens: on one line of a terminal, elsewhere as a line now and then. */
export interface Progress {
  /** Ends the line. */
  end(): void;
}

const terminalEveryMs = 250;
const otherwiseEveryMs = 15_000;

/** `describe` is asked for the line. */
export const showProgress = (describe: () => string): Progress => {
  const { isTTY = false, columns = 80 } = process.stdout;
  const show = () => {
    if (isTTY) process.stdout.write(`\r\u001b[K${describe().slice(0, columns - 1)}`);
    else console.log(describe());
  };
  const timer = setInterval(show, isTTY ? terminalEveryMs : otherwiseEveryMs);
  return {
    end: () => {
      clearInterval(timer);
      if (isTTY) process.stdout.write('\r\u001b[K');
    },
  };
};
