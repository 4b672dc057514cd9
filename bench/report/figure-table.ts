import CliTable from 'cli-table3';

/** A table of figures, for the terminal and for the page. */
export interface FigureTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** No colours: the tables are read in logs too. */
const plain = { style: { head: [], border: [] } };

/** For the terminal. */
export const asText = ({ title, head, rows }: FigureTable): string => {
  const table = new CliTable({ ...plain, head: [...head] });
  for (const row of rows) table.push([...row]);
  return `${title}\n${table.toString()}`;
};

/** For the page: figures are aligned to the right. */
export const asMarkdown = ({ title, head, rows }: FigureTable): string => {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [`**${title}**`, '', line(head), line(rule), ...rows.map(line)].join('\n');
};

/** With as many digits as matter. */
export const digits = (number: number): string => {
  if (!Number.isFinite(number)) return '–';
  if (number >= 100) return Math.round(number).toLocaleString('en');
  return number.toFixed(number >= 10 ? 1 : 2);
};
