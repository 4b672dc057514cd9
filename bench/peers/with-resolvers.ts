// Restate's SDK asks for Promise.withResolvers, which Node 20 does not have.
interface Resolvers<Result> {
  readonly promise: Promise<Result>;
  readonly resolve: (result: Result | PromiseLike<Result>) => void;
  readonly reject: (reason: unknown) => void;
}

const withResolvers = <Result>(): Resolvers<Result> => {
  const made: Partial<{ -readonly [Key in keyof Resolvers<Result>]: Resolvers<Result>[Key] }> = {};
  const promise = new Promise<Result>((resolve, reject) => {
    made.resolve = resolve;
    made.reject = reject;
  });
  return { promise, resolve: (result) => made.resolve?.(result), reject: (reason) => made.reject?.(reason) };
};

if (!('withResolvers' in Promise)) Object.defineProperty(Promise, 'withResolvers', { value: withResolvers });
