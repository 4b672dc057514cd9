/** Text as XML may hold it, also within an attribute. */
export const escapeXml = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element; numbers are rounded to a tenth, attributes that are undefined are left out. */
export const element = (name: string, attributes: Attributes, ...content: readonly string[]): string => {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${typeof value === 'number' ? rounded(value) : escapeXml(value)}"`],
  );
  const inside = content.join('');
  return `<${name}${written.join('')}${inside === '' ? '/>' : `>${inside}</${name}>`}`;
};

/** A tenth of a pixel is less than anybody sees. */
export const rounded = (value: number): number => Math.round(value * 10) / 10;
