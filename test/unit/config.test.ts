import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { configVariables, readConfig } from '../../runtime/config.ts';
import { Rejected } from '../../runtime/errors.ts';

const refusal = (environment: NodeJS.ProcessEnv): Rejected => {
  try {
    readConfig(environment);
  } catch (error) {
    assert.ok(error instanceof Rejected);
    return error;
  }
  return assert.fail('it was taken');
};

describe('configuration', () => {
  it('has a default for everything but the servers and the port', () => {
    const config = readConfig({});
    assert.deepEqual(
      Object.entries(config)
        .filter(([, value]) => value === undefined)
        .map(([name]) => name),
      ['port', 'databaseUrl', 'rabbitmqUrl', 'redisUrl', 'smtpUrl', 'operatorTokens'],
    );
    assert.equal(config.host, '127.0.0.1');
    assert.equal(config.inboxRetentionHours, 168);
  });

  it('takes an empty value as not set', () => {
    assert.equal(readConfig({ DATABASE_URL: '', LOG_LEVEL: ' ' }).logLevel, 'info');
  });

  it('reads whole numbers', () => {
    assert.equal(readConfig({ PORT: '8080', BATCH_SIZE: '50' }).port, 8080);
  });

  for (const [name, value] of [
    ['PORT', '70000'],
    ['PORT', '80x'],
    ['PORT', '1e3'],
    ['PREFETCH', '1.5'],
    ['LOG_LEVEL', 'loud'],
    ['NAMESPACE', 'Orders.*'],
    ['INBOX_RETENTION_HOURS', '1'],
  ] as const) {
    it(`refuses ${name}=${value} and says what to set`, () => {
      const error = refusal({ [name]: value });
      assert.equal(error.code, 'config/invalid-variable');
      assert.ok(error.message.includes(name) && error.message.includes(value), error.message);
      assert.match(error.message, /set it to: \w+/);
    });
  }

  it('never shows a URL, which may hold a password', () => {
    const error = refusal({ DATABASE_URL: 'mysql://root:hunter2@db/x', PREFETCH: '0' });
    assert.match(error.message, /DATABASE_URL/);
    assert.match(error.message, /PREFETCH/);
    assert.doesNotMatch(error.message, /hunter2/);
  });

  it('is listed in .env.example, variable for variable with its default', () => {
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
    const listed = [...example.matchAll(/^(# )?([A-Z_]+)=(.*)$/gm)].map(([, unset, name, value]) => ({
      name,
      default: unset === undefined ? value : undefined,
    }));
    assert.deepEqual(
      listed,
      configVariables.map(({ name, default: fallback }) => ({ name, default: fallback })),
    );
    for (const { description } of configVariables) assert.ok(example.includes(`# ${description}\n`));
  });
});
