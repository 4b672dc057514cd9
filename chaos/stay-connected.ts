import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type ConfirmChannel, connect } from 'amqplib';

const againAfterMs = 500;

/**
 * Works on a channel of its own, and on a new one whenever that is lost, because the broker is a victim too. Resolves
 * when `work` has, or soon after `closing` aborts; `lost` is the end of the channel.
 */
export const stayConnected = async (
  url: string,
  closing: AbortSignal,
  work: (channel: ConfirmChannel, lost: AbortSignal) => Promise<void>,
): Promise<void> => {
  while (!closing.aborted) {
    try {
      return await session(url, closing, work);
    } catch {
      await delay(againAfterMs, undefined, { signal: closing }).catch(() => {});
    }
  }
};

const session = async (
  url: string,
  closing: AbortSignal,
  work: (channel: ConfirmChannel, lost: AbortSignal) => Promise<void>,
): Promise<void> => {
  const connection = await connect(url, { noDelay: true, timeout: 2_000 });
  const lost = new AbortController();
  // Every message that waits listens to it.
  setMaxListeners(0, lost.signal);
  const lose = () => lost.abort();
  closing.addEventListener('abort', lose, { once: true });
  connection.on('error', lose);
  connection.on('close', lose);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', lose);
    channel.on('close', lose);
    await work(channel, lost.signal);
    if (lost.signal.aborted && !closing.aborted) throw new Error('The channel was lost');
  } finally {
    closing.removeEventListener('abort', lose);
    lose();
    await connection.close().catch(() => {});
  }
};
