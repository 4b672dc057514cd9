import Table from 'cli-table3';

/** Where a command writes. */
export interface Terminal {
  /** Results for people. */
  print(text: string): void;
  /** Results for machines. */
  printJson(value: unknown): void;
  /** Results for machines, one to a line. */
  printJsonLine(value: unknown): void;
  /** All else. */
  note(text: string): void;
  /** A line that the next one replaces, on a terminal; elsewhere a line like any other. */
  progress(text: string): void;
  /** Characters that fit into a line. */
  readonly width: number;
}

/** In a file or a pipe nothing is cut. */
const widthOfFiles = Number.POSITIVE_INFINITY;

/** Text of unknown origin without what would steer a terminal. */
const plain = (text: string): string => text.replaceAll(/[^\P{Cc}\n\t]/gu, '\uFFFD');

/** The terminal, or the files and pipes, that the process was started with. */
export const createTerminal = (out: NodeJS.WriteStream, err: NodeJS.WriteStream): Terminal => {
  let rewriting = false;
  const clear = () => {
    if (rewriting) err.write('\r\x1b[2K');
    rewriting = false;
  };
  return {
    width: out.isTTY ? out.columns : widthOfFiles,
    print: (text) => {
      clear();
      out.write(`${plain(text)}\n`);
    },
    printJson: (value) => {
      out.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    printJsonLine: (value) => {
      clear();
      out.write(`${JSON.stringify(value)}\n`);
    },
    note: (text) => {
      clear();
      err.write(`${plain(text)}\n`);
    },
    progress: (text) => {
      clear();
      rewriting = err.isTTY;
      err.write(err.isTTY ? text : `${text}\n`);
    },
  };
};

const blank = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
];
const inside = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'];

/** A text in one line, or several lines. */
export type Cell = string | readonly string[];

/** Rows under their heads, without lines between them; what is too long for the last column is cut. */
export const table = (head: readonly string[], rows: readonly (readonly Cell[])[], width: number): string => {
  const used = head
    .slice(0, -1)
    .reduce(
      (sum, title, column) => sum + widest([title, ...rows.flatMap((row) => row[column] ?? '')]) + 2,
      0,
    );
  const room = Math.max(width - used, 20);
  const shown = new Table({
    head: [...head],
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    chars: { ...Object.fromEntries([...blank, ...inside].map((name) => [name, ''])), middle: '  ' },
  });
  for (const row of rows) {
    const [last = '', ...before] = row.toReversed();
    const cut = [last].flat().map((line) => oneLine(line, room));
    shown.push([...before.reverse(), cut].map((cell) => [cell].flat().join('\n')));
  }
  return shown.toString();
};

const widest = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length));

const oneLine = (text: string, room: number): string => {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > room ? `${line.slice(0, room - 1)}…` : line;
};
