import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import type { Config } from '../config.ts';

export type { Logger } from 'pino';

const secrets = ['token', 'authorization', 'password'];

/**
 * A logger that writes to standard output at once, so that the last line before a crash is there.
 * Secrets are left out at the top level and up to two levels below it.
 */
export const createLogger = (config: Pick<Config, 'logLevel' | 'logFormat'>, name: string): Logger => {
  const options = {
    name,
    level: config.logLevel,
    redact: { paths: secrets.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[secret]' },
  };
  return config.logFormat === 'pretty'
    ? pino(options, pretty({ sync: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l' }))
    : pino(options);
};
