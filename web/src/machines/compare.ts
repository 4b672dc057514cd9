import type { Definition, StateDefinition } from './definitions.ts';

/** One way in which two definitions differ. */
export interface Difference {
  /** `confirmed` or, for what a state does, `confirmed: on OrderPlaced`. */
  readonly where: string;
  readonly before?: string;
  readonly after?: string;
}

/** Everything that a definition says, a line for each: where → what. */
const linesOf = (state: StateDefinition, name: string): readonly (readonly [string, string])[] => {
  const { states = {}, ...own } = state;
  const said = Object.entries(own).flatMap(([key, value]) =>
    key === 'on' || key === 'after'
      ? Object.entries(Object(value)).map(
          ([what, does]) => [`${name}: ${key} ${what}`, JSON.stringify(does)] as const,
        )
      : [[`${name}: ${key}`, JSON.stringify(value)] as const],
  );
  return [
    [name, 'state'],
    ...said,
    ...Object.entries(states).flatMap(([inner, of]) => linesOf(of, name === '' ? inner : `${name}.${inner}`)),
  ];
};

/** What is only in one of them, or other in both. The version itself is left out. */
export const compareDefinitions = (before: Definition, after: Definition): readonly Difference[] => {
  const [old, present] = [new Map(linesOf(before, '')), new Map(linesOf(after, ''))];
  return [...new Set([...old.keys(), ...present.keys()])]
    .filter((where) => where !== ': version' && old.get(where) !== present.get(where))
    .map((where) => ({ where: where.replace(/^: /, ''), before: old.get(where), after: present.get(where) }));
};
