import type { CloudEvent } from './wire-content.ts';

/** The JSON batch format of CloudEvents 1.0 (https://github.com/cloudevents/spec, json-format, section 4). */
export const batchContentType = 'application/cloudevents-batch+json';

/**
 * What a batch of events of several types says its type is. It comes to a queue that listens to one of them, and the
 * queue may not listen to the others. Of commands it is `commands`: all of them are for the queue that they come to.
 */
export const mixedEvents = 'events';

/** Bytes. What is longer did not come from here: a batch is packed much smaller. */
const longestRead = 1024 * 1024;
/** Levels. What is nested some thousands deep can be read and not written again when it is to be kept. */
const deepestRead = 1000;

/** The body of a batch; `events` are JSON. */
export const writeBatch = (events: readonly string[]): Buffer => Buffer.from(`[${events.join()}]`);

const isWritable = (value: unknown, levels = deepestRead): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((member) => isWritable(member, levels - 1)));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** False when not all of it can be told: an attribute that is no text, for example. */
const isCloudEvent = (event: unknown): event is CloudEvent => {
  if (!isObject(event) || !event.id || !event.type || !('data' in event)) return false;
  for (const name in event) if (name !== 'data' && typeof event[name] !== 'string') return false;
  return isWritable(event.data);
};

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The messages of a batch; undefined when it is none that can be read whole, so that nothing in it is lost. */
export const readBatch = (body: Buffer): readonly CloudEvent[] | undefined => {
  if (body.length > longestRead) return undefined;
  try {
    const events: unknown = JSON.parse(decoder.decode(body));
    return Array.isArray(events) && events.length > 0 && events.every(isCloudEvent) ? events : undefined;
  } catch {
    return undefined;
  }
};
