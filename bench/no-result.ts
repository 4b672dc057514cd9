const problemsShown = 20;
const lengthShown = 400;

/** Thrown when an order, or the books, are not as they should be: then nothing was measured. */
export class NoResult extends Error {
  override readonly name = 'NoResult';

  constructor(who: string, problems: readonly string[]) {
    const shown = problems.slice(0, problemsShown).map((problem) => problem.slice(0, lengthShown));
    super(`${who} is wrong in ${problems.length} ways:\n${shown.join('\n')}`);
  }
}

/** @throws NoResult unless there are no problems */
export const refuseProblems = (who: string, problems: readonly string[]): void => {
  if (problems.length > 0) throw new NoResult(who, problems);
};
