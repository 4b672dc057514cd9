import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import { type Clock, pause } from '../clock.ts';
import { Transient } from '../errors.ts';
import { corkBursts } from './cork-bursts.ts';

/** Where and how a channel is kept open. */
export interface ChannelKeeping {
  readonly url: string;
  readonly clock: Clock;
  /** Hears of every lost connection and every failed attempt; each is followed by another attempt. */
  readonly onProblem: (problem: Transient) => void;
  /** Makes a fresh channel fit for use. A rejection counts as a failed attempt. */
  onOpen(channel: ConfirmChannel, connection: ChannelModel): Promise<void>;
  /** The channel takes nothing any more; called in the same turn in which that is known, perhaps twice. */
  onClose(): void;
}

/** A channel that is opened again whenever it is lost. */
export interface KeptChannel {
  /** Resolves after the first attempt to open it, whether it succeeded or not. */
  readonly attempted: Promise<void>;
  /** Does not open it again once it is lost. */
  retire(): void;
  /** Flushes and closes channel and connection; resolves when both are gone. */
  close(): Promise<void>;
}

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;
const CONNECT_TIMEOUT = 10_000;
const HANG_UP_TIMEOUT = 2_000;
/** Seconds. RabbitMQ's own 60 would let a dead peer go unnoticed for two minutes. */
const HEARTBEAT = 10;

const withHeartbeat = (url: string): string => {
  const parsed = new URL(url);
  if (!parsed.searchParams.has('heartbeat')) parsed.searchParams.set('heartbeat', String(HEARTBEAT));
  return parsed.href;
};

/**
 * Channel first: its close travels behind the acks and messages still buffered in it, whereas that of the connection
 * is written past them and would lose them.
 */
const hangUp = async (
  channel: ConfirmChannel,
  connection: ChannelModel,
  gone: Promise<void>,
  clock: Clock,
): Promise<void> => {
  const polite = channel
    .close()
    .catch(() => undefined)
    .then(() => connection.close())
    .catch(() => undefined);
  const done = new AbortController();
  await Promise.race([polite, gone, pause(clock, HANG_UP_TIMEOUT, done.signal)]);
  done.abort();
};

/** One connection with one channel, from connecting until either is lost (throws why) or `ending` aborts. */
const session = async (keeping: ChannelKeeping, ending: AbortSignal, onUp: () => void): Promise<void> => {
  const socket = new AbortController();
  const abandon = () => socket.abort();
  ending.addEventListener('abort', abandon);
  try {
    const options = { noDelay: true, timeout: CONNECT_TIMEOUT, signal: socket.signal };
    const connection = await connect(withHeartbeat(keeping.url), options);
    corkBursts(connection);
    let reason: Error | undefined;
    const remember = (error?: Error) => {
      reason ??= error;
    };
    connection.on('error', remember);
    const gone = new Promise<void>((resolve) => {
      connection.on('close', (error) => {
        remember(error);
        resolve();
      });
    });
    const channel = await connection.createConfirmChannel();
    channel.on('error', remember);
    // Before amqplib's own listener, which reports every outstanding publish as if the broker had refused it.
    channel.prependListener('close', keeping.onClose);
    const closed = new Promise<void>((resolve) => {
      channel.on('close', resolve);
    });
    await keeping.onOpen(channel, connection);
    ending.removeEventListener('abort', abandon);
    onUp();
    const ended = new Promise<void>((resolve) => {
      ending.addEventListener('abort', () => resolve(), { once: true });
      if (ending.aborted) resolve();
    });
    await Promise.race([closed, gone, ended]);
    keeping.onClose();
    await hangUp(channel, connection, gone, keeping.clock);
    if (!ending.aborted) throw reason ?? new Error('the channel was closed');
  } finally {
    ending.removeEventListener('abort', abandon);
    socket.abort();
    keeping.onClose();
  }
};

/**
 * Opens a channel on a connection of its own and keeps it open: whichever of the two is lost, both are made anew,
 * so there is one kind of failure and one way back.
 */
export const keepChannel = (keeping: ChannelKeeping): KeptChannel => {
  const ending = new AbortController();
  let retired = false;
  let markAttempted = () => {};
  const attempted = new Promise<void>((resolve) => {
    markAttempted = resolve;
  });

  const run = async (): Promise<void> => {
    let wait = FIRST_PAUSE;
    while (!retired && !ending.signal.aborted) {
      try {
        await session(keeping, ending.signal, () => {
          wait = FIRST_PAUSE;
          markAttempted();
        });
      } catch (error) {
        if (ending.signal.aborted) break;
        keeping.onProblem(
          new Transient('broker/unavailable', 'No channel to RabbitMQ', { retryInMs: wait }, error),
        );
      }
      markAttempted();
      if (retired) break;
      await pause(keeping.clock, wait, ending.signal);
      wait = Math.min(wait * 2, LONGEST_PAUSE);
    }
    markAttempted();
  };
  const running = run();
  return {
    attempted,
    retire: () => {
      retired = true;
    },
    close: () => {
      ending.abort();
      return running;
    },
  };
};
