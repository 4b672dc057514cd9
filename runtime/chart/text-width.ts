/** Widths in parts of the font size, of the widest of the usual sans-serif fonts. */
const classes: readonly (readonly [RegExp, number])[] = [
  [/[ijlI.,:;|!'()[\]]/, 0.34],
  [/[frt/ -]/, 0.42],
  [/[mwMW@%→]/, 0.93],
  [/[A-Z]/, 0.72],
];
const usual = 0.6;

/** About how wide a text becomes, so that what is drawn is the same everywhere: a guess on the wide side. */
export const textWidth = (text: string, fontSize: number): number => {
  const widths = [...text].map((character) => classes.find(([some]) => some.test(character))?.[1] ?? usual);
  return Math.ceil(widths.reduce((sum, width) => sum + width, 0) * fontSize);
};
