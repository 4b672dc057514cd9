const running = new Set<() => Promise<void>>();

/** What to undo when the bench is interrupted; the result takes it back. */
export const undoWhenInterrupted = (undo: () => Promise<void>): (() => void) => {
  running.add(undo);
  return () => void running.delete(undo);
};

/** From now on Ctrl-C ends what was started and removes what it left on the servers, then the bench. */
export const heedInterruption = (): void => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      console.error(`\n${signal}: ending what runs.`);
      void Promise.allSettled([...running].map((undo) => undo())).then(() => process.exit(130));
    });
};
