import type { ConsoleServices } from '../../contracts/http/console-http.ts';
import { requestToken, token } from './frame/operator.ts';

/** What a service answered instead of what was asked for. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  /** Members of the problem beside the usual ones, such as `allowed` or `errors`. */
  readonly facts: Readonly<Record<string, unknown>>;
  constructor(status: number, { code, detail, ...facts }: { code?: string; detail?: string }) {
    super(detail ?? `The service answered ${status}.`);
    this.status = status;
    this.code = code ?? '';
    this.facts = facts;
  }
}

let paths: ConsoleServices = {};

/** Learns where the services are; everything else needs it. */
export const loadServices = async (): Promise<void> => {
  paths = await call('/console/services.json', {});
};

/** The path of a call of a service. */
export const at = (service: string, path: string): string => `${paths[service] ?? ''}${path}`;

/** All services, in one order. */
export const serviceNames = (): readonly string[] => Object.keys(paths);

/** One service of each process: what is asked of all of them is asked once a process. */
export const processes = (): readonly string[] => {
  const seen = new Set<string>();
  return Object.keys(paths).filter((service) => {
    const path = paths[service] ?? '';
    return !seen.has(path) && seen.add(path);
  });
};

/** Reads JSON. @throws Refused, or a TypeError when nobody answers */
export const get = <Answer>(service: string, path: string, signal?: AbortSignal): Promise<Answer> =>
  call(at(service, path), { signal });

/** Reads text, such as a drawing. */
export const getText = async (service: string, path: string): Promise<string> => {
  const answer = await fetch(at(service, path));
  const text = await answer.text();
  if (!answer.ok) throw new Refused(answer.status, parse(text));
  return text;
};

/** Sends JSON. */
export const post = <Answer>(
  service: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> =>
  call(at(service, path), {
    method: 'POST',
    body: JSON.stringify(body ?? {}),
    headers: { 'content-type': 'application/json', ...headers },
  });

const call = async <Answer>(url: string, init: RequestInit): Promise<Answer> => {
  const given = token.get();
  const headers = { ...init.headers, ...(given !== '' && { authorization: `Bearer ${given}` }) };
  const answer = await fetch(url, { ...init, headers });
  const text = await answer.text();
  if (answer.ok) return JSON.parse(text);
  if (answer.status === 401) {
    await requestToken(given);
    return call(url, init);
  }
  throw new Refused(answer.status, parse(text));
};

const parse = (text: string): { code?: string; detail?: string } => {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
};

/** What to tell of an error. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof Refused) return error.message + possibleNow(error);
  if (error instanceof TypeError) return 'Nobody answers. The system may be stopped or starting.';
  return error instanceof Error ? error.message : String(error);
};

/** What an order would take instead, where a refusal tells it. */
const possibleNow = ({ facts: { allowed } }: Refused): string =>
  Array.isArray(allowed) && allowed.length > 0 ? ` Possible now: ${allowed.join(', ')}.` : '';
