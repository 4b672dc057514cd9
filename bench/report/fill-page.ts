import { asMarkdown, type FigureTable } from './figure-table.ts';

const place = /(<!-- figures: ([a-z]+) -->\n)[\s\S]*?(<!-- end of figures -->)/g;
const notMeasured = '*Not measured yet.*';

/** Puts the tables between the marks of their places; a place without any says so. */
export const fillPage = (page: string, tables: Readonly<Record<string, readonly FigureTable[]>>): string =>
  page.replace(place, (_match, begin: string, name: string, end: string) => {
    const here = tables[name] ?? [];
    const filled = here.length > 0 ? here.map(asMarkdown).join('\n\n') : notMeasured;
    return `${begin}\n${filled}\n\n${end}`;
  });
