import type { KyselyPlugin } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';

/** A handle on a database whose connection a test can spoil. */
export interface FaultyDatabase {
  readonly database: Database;
  /** From now on nothing reaches the server. */
  cut(): void;
  /** The server can be reached again. */
  restore(): void;
  /** Resolves when a statement that holds `fragment` did not reach the server. */
  refused(fragment: string): Promise<void>;
  /** The next statement that holds `fragment` is executed, and its answer lost. */
  loseAnswer(fragment: string): void;
  /** Resolves when the next statement that holds `fragment` was answered. */
  answered(fragment: string): Promise<void>;
}

const terminated = (): Error => new Error('Connection terminated unexpectedly');

/** Wraps `database`: the statements are real, the faults come from outside. */
export const createFaultyDatabase = (database: Database): FaultyDatabase => {
  let isCut = false;
  let losing: string | undefined;
  const lost = new WeakSet<object>();
  let awaited: { readonly fragment: string; readonly resolve: () => void } | undefined;
  let refusing: { readonly fragment: string; readonly resolve: () => void } | undefined;
  const onAnswer = new WeakMap<object, () => void>();
  const plugin: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      if (isCut && refusing && JSON.stringify(node).includes(refusing.fragment)) refusing.resolve();
      if (isCut) throw terminated();
      if (losing !== undefined && JSON.stringify(node).includes(losing)) {
        losing = undefined;
        lost.add(queryId);
      }
      if (awaited && JSON.stringify(node).includes(awaited.fragment)) {
        onAnswer.set(queryId, awaited.resolve);
        awaited = undefined;
      }
      return node;
    },
    transformResult: async ({ result, queryId }) => {
      if (isCut || lost.has(queryId)) throw terminated();
      onAnswer.get(queryId)?.();
      return result;
    },
  };
  return {
    database: database.withPlugin(plugin),
    cut: () => {
      isCut = true;
    },
    restore: () => {
      isCut = false;
    },
    refused: (fragment) =>
      new Promise((resolve) => {
        refusing = { fragment, resolve };
      }),
    loseAnswer: (fragment) => {
      losing = fragment;
    },
    answered: (fragment) =>
      new Promise((resolve) => {
        awaited = { fragment, resolve };
      }),
  };
};
