import { setTimeout as wait } from 'node:timers/promises';
import { type Client, Unreachable } from './client.ts';

const tryAgainAfterMs = 1_000;
/** A process may be restarted meanwhile: the stream goes on after it. */
const patienceMs = 60_000;

/** The server-sent events of a path until `signal` aborts; a stream that breaks off is taken up where it was. */
export async function* readEvents<Data>(
  { url }: Pick<Client, 'url'>,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<Data> {
  let lastId = '';
  let brokenSince = Date.now();
  while (!signal.aborted) {
    try {
      const answer = await fetch(new URL(path, url), { headers: { 'last-event-id': lastId }, signal });
      if (!answer.ok) await answer.body?.cancel();
      else if (answer.body)
        for await (const { id, data } of eventsIn(answer.body.pipeThrough(new TextDecoderStream()))) {
          yield JSON.parse(data);
          lastId = id;
          brokenSince = Date.now();
        }
    } catch (error) {
      // Both a connection that breaks off and one that is not made are TypeErrors of fetch.
      if (!signal.aborted && !(error instanceof TypeError)) throw error;
    }
    if (signal.aborted) return;
    if (Date.now() - brokenSince > patienceMs) throw new Unreachable(`${url} does not answer any more.`);
    await wait(tryAgainAfterMs, undefined, { signal }).catch(() => {});
  }
}

async function* eventsIn(texts: AsyncIterable<string>): AsyncGenerator<{ id: string; data: string }> {
  let rest = '';
  for await (const text of texts) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(
        block
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
      );
      const [id, data] = [fields.get('id'), fields.get('data')];
      if (id !== undefined && data !== undefined) yield { id, data };
    }
  }
}
