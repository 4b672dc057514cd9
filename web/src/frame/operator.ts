import { createStore } from '../store.ts';

const key = 'operator-token';

/** The token that goes with every call; empty where none is needed. Kept until the tab is closed. */
export const token = createStore(sessionStorage.getItem(key) ?? '');

/** Somebody who waits for a token. */
interface Asking {
  readonly refused: boolean;
  give(text: string): void;
  cancel(): void;
}

/** Whether a token is asked for now. */
export const asking = createStore<Asking | undefined>(undefined);

let request: Promise<void> | undefined;

/**
 * Asks the operator for a token; all who need one at the same time share the question. `refused`: the one that was
 * not good enough, empty for none. @throws Error when the operator gives none
 */
export const requestToken = (refused: string): Promise<void> => {
  // Another one was given meanwhile.
  if (token.get() !== refused) return Promise.resolve();
  request ??= new Promise<void>((resolve, reject) => {
    asking.set({
      refused: refused !== '',
      give: (text) => {
        token.set(text);
        sessionStorage.setItem(key, text);
        resolve();
      },
      cancel: () => reject(new Error('This needs the token of an operator.')),
    });
  }).finally(() => {
    request = undefined;
    asking.set(undefined);
  });
  return request;
};
