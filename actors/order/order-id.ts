import { createHash } from 'node:crypto';

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
