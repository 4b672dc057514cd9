/** The text with the replacement character for what PostgreSQL cannot store: NUL, and half of a surrogate pair. */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');

/** The value as JSON can be stored: its strings through `storableText`, names too. */
export const storableJson = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, member: unknown) => {
    if (typeof member === 'string') return storableText(member);
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).map(([name, each]) => [storableText(name), each]));
  });
