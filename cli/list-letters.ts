import type { DeadLetter, DeadLetterPage } from '../contracts/http/dead-letter-http.ts';
import type { Client } from './client.ts';

const largestPage = 200;

/** The newest `limit` held messages of all processes that fit `filter`, and whether there are more. */
export const listLetters = async (
  clients: readonly Client[],
  filter: Readonly<Record<string, string | undefined>>,
  limit: number,
): Promise<{ readonly deadLetters: readonly DeadLetter[]; readonly more: boolean }> => {
  const lists = await Promise.all(clients.map((client) => listOf(client, filter, limit)));
  const all = lists
    .flatMap(({ letters }) => letters)
    .sort((one, other) => (one.firstSeenAt < other.firstSeenAt ? 1 : -1));
  return {
    deadLetters: all.slice(0, limit),
    more: all.length > limit || lists.some(({ more }) => more),
  };
};

const listOf = async (
  client: Client,
  filter: Readonly<Record<string, string | undefined>>,
  limit: number,
): Promise<{ letters: DeadLetter[]; more: boolean }> => {
  const letters: DeadLetter[] = [];
  let cursor: string | undefined;
  do {
    const size = Math.min(limit - letters.length, largestPage);
    const query = new URLSearchParams({ limit: String(size) });
    for (const [name, value] of Object.entries({ ...filter, cursor }))
      if (value !== undefined) query.set(name, value);
    const page = await client.get<DeadLetterPage>(`/dead-letters?${query}`);
    letters.push(...page.deadLetters);
    cursor = page.next;
  } while (cursor !== undefined && letters.length < limit);
  return { letters, more: cursor !== undefined };
};
