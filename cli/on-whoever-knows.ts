import { type Client, Refused } from './client.ts';

/** What a process answers when it does not run the service that was asked for. */
const elsewhere = ['dead-letter/not-here', 'projection/not-here', 'machine/not-here', 'http/no-such-route'];

/** Calls one process after the other until one answers that runs the service in question. */
export const onWhoeverKnows = async <Answer>(
  [client, ...others]: readonly [Client, ...Client[]],
  call: (client: Client) => Promise<Answer>,
): Promise<readonly [Client, Answer]> => {
  try {
    return [client, await call(client)];
  } catch (error) {
    const [next, ...rest] = others;
    if (!(error instanceof Refused) || !elsewhere.includes(error.code) || !next) throw error;
    return onWhoeverKnows([next, ...rest], call);
  }
};
