import type { Socket } from 'node:net';
import { malformedRequest, problem } from './problem.ts';

const tooLarge = problem(
  431,
  'http/headers-too-large',
  'The headers are above 16 KB: send fewer or shorter ones.',
);
const tooSlow = problem(408, 'http/request-timeout', 'The request did not arrive in time: send it again.');

/** How long a client may go on sending after the answer. */
const drainMs = 1000;

/** Answers what is not even a request, on the bare socket. */
export const answerClientError = (error: Error & { readonly code?: string }, socket: Socket): void => {
  // What still arrives after the answer is an error once more: it is read and dropped.
  if (socket.writableEnded) return;
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { body } =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? tooLarge
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? tooSlow
        : malformedRequest;
  const text = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${body.status} ${body.title}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
  // Destroyed with unread bytes, the socket would be reset before the client has read the answer.
  socket.resume();
  const giveUp = setTimeout(() => socket.destroy(), drainMs);
  socket.once('close', () => clearTimeout(giveUp));
};
