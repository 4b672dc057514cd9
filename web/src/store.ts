import { useEffect, useReducer } from 'preact/hooks';

/** One value that many parts of the page show. */
export interface Store<Value> {
  get(): Value;
  set(value: Value): void;
  /** Calls `listener` after each change; the result ends it. */
  listen(listener: () => void): () => void;
}

/** Makes one. */
export const createStore = <Value>(first: Value): Store<Value> => {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (next === value) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** The value, and whoever uses it is drawn again when it changes. */
export const useStore = <Value>(store: Store<Value>): Value => {
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => store.listen(() => again(undefined)), [store]);
  return store.get();
};
