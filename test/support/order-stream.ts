/** One server-sent event: its id, its name, its JSON. */
export interface StreamedEvent {
  readonly id: number;
  readonly event: string;
  readonly data: unknown;
}

/**
 * Reads server-sent events from `url` after `lastEventId` until `isLast` says so, then hangs up; returns all of them,
 * that one included.
 */
export const readStreamUntil = async (
  url: string,
  lastEventId: number,
  isLast: (event: StreamedEvent, count: number) => boolean,
): Promise<readonly StreamedEvent[]> => {
  const hangUp = new AbortController();
  const response = await fetch(url, {
    headers: { 'last-event-id': String(lastEventId) },
    signal: hangUp.signal,
  });
  if (!response.ok || !response.body)
    throw new Error(`${url} answers ${response.status} ${await response.text()}`);
  const events: StreamedEvent[] = [];
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const event of blocks.flatMap(parse)) {
        events.push(event);
        if (isLast(event, events.length)) return events;
      }
    }
  } finally {
    hangUp.abort();
  }
  return events;
};

const parse = (block: string): StreamedEvent[] => {
  const fields = new Map(
    block.split('\n').map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );
  const id = fields.get('id');
  if (id === undefined) return [];
  return [
    { id: Number(id), event: fields.get('event') ?? '', data: JSON.parse(fields.get('data') ?? 'null') },
  ];
};
