interface Lines {
  readonly lines: readonly object[];
}

/** Version 1 knew of one place alone, which is called `main` since there can be others. */
export const stockReservedFromV1ToV2 = (data: unknown): object => {
  const { lines, ...rest }: Lines = Object(data);
  return { ...rest, lines: lines.map((line) => ({ ...line, location: 'main' })) };
};
