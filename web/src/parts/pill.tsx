import { spaced, toneOf } from './words.ts';

/** A state as a word with a colour; the colour says nothing that the word does not. */
export const Pill = ({ state }: { state: string }) => (
  <span class={`pill ${toneOf(state)}`}>{spaced(state)}</span>
);
