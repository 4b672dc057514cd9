import { readFileSync } from 'node:fs';
import { usage } from './failure.ts';

/** New data for a message, given as JSON or as `@file`. */
export const readPayload = (given: string): unknown => {
  const text = given.startsWith('@') ? readFile(given.slice(1)) : given;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usage(`--payload is no JSON: ${error instanceof Error ? error.message : error}`);
  }
};

const readFile = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw usage(`--payload cannot be read: ${error instanceof Error ? error.message : error}`);
  }
};
