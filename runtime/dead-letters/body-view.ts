import type { BodyView } from '../../contracts/http/dead-letter-http.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** A body for people: JSON where it parses, else its bytes. */
export const bodyView = (body: Uint8Array): BodyView => {
  try {
    return { json: JSON.parse(decoder.decode(body)) };
  } catch {
    return { base64: Buffer.from(body).toString('base64') };
  }
};
