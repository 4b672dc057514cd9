/** The innermost states of a state value, each as a path: `confirming.stock.committing`. */
export const statePaths = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : Object.entries(Object(value)).flatMap(([key, inner]) => {
        const below = statePaths(inner);
        return below.length === 0 ? [key] : below.map((path) => `${key}.${path}`);
      });
