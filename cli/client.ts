import { Failure } from './failure.ts';

/** One process of the system, as the command line reaches it. Each call rejects with a `Failure`. */
export interface Client {
  readonly url: string;
  /** `withinMs`: how long the answer may take; 15 s when it is not said. */
  get<Answer>(path: string, withinMs?: number): Promise<Answer>;
  post<Answer>(path: string, body: unknown, withinMs?: number): Promise<Answer>;
}

/** The process refused. */
export class Refused extends Failure {
  /** Listed in docs/errors.md. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Nothing answered, or not in time. */
export class Unreachable extends Failure {}

const answerWithinMs = 15_000;

/** Speaks to the process at `url` as the operator with `token`. */
export const createClient = (url: string, token: string | undefined): Client => {
  const call = async <Answer>(
    path: string,
    init: RequestInit,
    withinMs = answerWithinMs,
  ): Promise<Answer> => {
    const headers = {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    let answer: Response;
    let text: string;
    try {
      const signal = AbortSignal.timeout(withinMs);
      answer = await fetch(new URL(path, url), { ...init, headers, signal });
      text = await answer.text();
    } catch (error) {
      throw new Unreachable(`Nothing answers at ${url} (${reasonOf(error)}). Is it running? Give --url.`);
    }
    if (!answer.ok) throw refusal(url, answer.status, text);
    return parse(url, text);
  };
  return {
    url,
    get: (path, withinMs) => call(path, { method: 'GET' }, withinMs),
    post: (path, body, withinMs) => call(path, { method: 'POST', body: JSON.stringify(body) }, withinMs),
  };
};

const refusal = (url: string, status: number, text: string): Refused => {
  const problem: { code?: string; detail?: string } = parse(url, text);
  const hint = status === 401 ? ' Give --token, or set OPERATOR_TOKEN.' : '';
  const code = problem.code ?? `status ${status}`;
  return new Refused(code, `${problem.detail ?? text}${hint} (${code} from ${url})`);
};

const parse = (url: string, text: string) => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure(`What answers at ${url} is no service of this system: it sends no JSON.`);
  }
};

/** Node hides the reason of a failed fetch one level down. */
const reasonOf = (error: unknown): string => {
  const { cause }: { cause?: unknown } = Object(error);
  const { code, message }: { code?: string; message?: string } = Object(cause ?? error);
  return code ?? message ?? String(error);
};
