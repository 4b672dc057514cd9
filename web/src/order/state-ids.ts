/** The ids of all states that a state value names, outer ones first: `confirming`, `confirming.payment`, … */
export const stateIds = (value: unknown, above = ''): readonly string[] => {
  if (typeof value === 'string') return [above + value];
  return Object.entries(Object(value)).flatMap(([name, inner]) => [
    above + name,
    ...stateIds(inner, `${above}${name}.`),
  ]);
};

/** A state value as people write it: `confirming (payment capturing, reservation committed)`. */
export const stateText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return Object.entries(Object(value))
    .map(([name, inner]) =>
      typeof inner === 'string' ? `${name} ${inner}` : `${name} (${stateText(inner)})`,
    )
    .join(', ');
};
