const running = new Set<() => Promise<void>>();
let interrupted = false;

/** What to undo when the bench is interrupted; the result takes it back. */
export const undoWhenInterrupted = (undo: () => Promise<void>): (() => void) => {
  running.add(undo);
  return () => void running.delete(undo);
};

const end = (signal: NodeJS.Signals): void => {
  if (interrupted) return;
  interrupted = true;
  console.error(`\n${signal}: ending what runs and removing what it left on the servers.`);
  void Promise.allSettled([...running].map((undo) => undo())).then(() => process.exit(130));
};

/** Runs it until Ctrl-C. What fails then fails because its system was taken away: nobody needs to hear of it. */
export const runInterruptibly = async (run: () => Promise<void>): Promise<void> => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => end(signal));
  try {
    await run();
  } catch (error) {
    if (!interrupted) throw error;
    await new Promise(() => {});
  }
};
