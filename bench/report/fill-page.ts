const place = /(<!-- figures: ([a-z]+) -->\n)[\s\S]*?(<!-- end of figures -->)/g;
const notMeasured = '*Not measured yet.*';

/** Puts tables and pictures, as Markdown, between the marks of their places; a place without any says so. */
export const fillPage = (page: string, figures: Readonly<Record<string, readonly string[]>>): string =>
  page.replace(place, (_match, begin: string, name: string, end: string) => {
    const here = figures[name] ?? [];
    return `${begin}\n${here.length > 0 ? here.join('\n\n') : notMeasured}\n\n${end}`;
  });
