import { type Client, Refused } from './client.ts';

/** Calls one process after the other until one answers that runs the service of the dead letter. */
export const onWhoeverKnows = async <Answer>(
  [client, ...others]: readonly [Client, ...Client[]],
  call: (client: Client) => Promise<Answer>,
): Promise<readonly [Client, Answer]> => {
  try {
    return [client, await call(client)];
  } catch (error) {
    const [next, ...rest] = others;
    if (!(error instanceof Refused) || error.code !== 'dead-letter/not-here' || !next) throw error;
    return onWhoeverKnows([next, ...rest], call);
  }
};
