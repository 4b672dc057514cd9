/** Ends the command with a message and an exit code: 1 when it did not work, 2 when it was called wrongly. */
export class Failure extends Error {
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** It was called wrongly. */
export const usage = (message: string): Failure => new Failure(`error: ${message}`, 2);
