import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { defaultOutboxLimit } from './delivery/back-pressure.ts';
import type { DeliveryPolicy } from './delivery/delivery-policy.ts';
import { Rejected } from './errors.ts';

const optionalUrl = (schemes: string, description: string) =>
  Type.Optional(Type.String({ pattern: `^(?:${schemes})://`, description }));
const whole = (minimum: number, maximum: number, fallback: number, description: string) =>
  Type.Integer({ minimum, maximum, default: fallback, description });

const Environment = Type.Object({
  PORT: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 65535,
      description:
        'TCP port for HTTP; 0 takes a free one. Unset: 3000 for all in one, 3001 to 3005 per service',
    }),
  ),
  HOST: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    description: 'address to listen on; 0.0.0.0 opens it to the network',
  }),
  DATABASE_URL: optionalUrl(
    'postgres|postgresql',
    'PostgreSQL, such as postgres://user:password@host:5432/name',
  ),
  RABBITMQ_URL: optionalUrl('amqp|amqps', 'RabbitMQ, such as amqp://user:password@host:5672'),
  REDIS_URL: optionalUrl('redis|rediss', 'Redis, such as redis://host:6379'),
  DATABASE_POOL_SIZE: whole(
    3,
    200,
    10,
    'connections to PostgreSQL per service, two of them for its messages',
  ),
  NAMESPACE: Type.String({
    pattern: '^[a-z][a-z0-9_-]{0,62}$',
    default: 'orders',
    description: 'prefix of RabbitMQ names and Redis keys: small letters, digits, dash and underscore',
  }),
  DATA_DIR: Type.String({
    minLength: 1,
    default: '.data',
    description: 'folder of the embedded database and of mails that no SMTP server takes',
  }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'fatal, error, warn, info, debug, trace or silent',
  }),
  LOG_FORMAT: Type.Enum(['json', 'pretty'], {
    default: 'json',
    description: 'json for machines, pretty for people',
  }),
  SMTP_URL: optionalUrl(
    'smtp|smtps',
    'SMTP, such as smtp://host:25. Unset: mails become lines in DATA_DIR/mail',
  ),
  MAIL_FROM: Type.String({ minLength: 3, default: 'no-reply@localhost', description: 'sender of all mails' }),
  BATCH_SIZE: whole(1, 1000, 200, 'messages that one commit holds at most'),
  PREFETCH: whole(1, 10_000, 400, 'messages in hand, and deliveries waiting, for each queue and process'),
  OUTBOX_LIMIT: whole(
    1,
    100_000_000,
    defaultOutboxLimit,
    'messages that may wait for the broker; above it new orders are answered 503',
  ),
  HTTP_TIMEOUT_MS: whole(100, 600_000, 10_000, 'milliseconds after which a request is answered 503'),
  DELIVERY_ATTEMPTS: whole(1, 100, 10, 'attempts at a message that fails; then it is a dead letter'),
  DELIVERY_FIRST_DELAY_MS: whole(1, 3_600_000, 200, 'milliseconds to the second attempt; doubles each time'),
  DELIVERY_MAXIMUM_DELAY_MS: whole(
    1,
    86_400_000,
    120_000,
    'the longest pause between two attempts, in milliseconds',
  ),
  DELIVERY_POLICIES: Type.Optional(
    Type.String({
      pattern: '^\\{',
      description:
        'attempts and delays for single message types as JSON, such as {"ReserveStock":{"attempts":3}}',
    }),
  ),
  OPERATOR_TOKENS: Type.Optional(
    Type.String({
      pattern: '^[^:,\\s]+:[^:,\\s]{8,}(,[^:,\\s]+:[^:,\\s]{8,})*$',
      description:
        'who may operate dead letters, as name:token,name:token; needed unless HOST is a loopback address',
    }),
  ),
  SERVICE_URLS: Type.Optional(
    Type.String({
      pattern: '^[a-z]+=https?://[^,\\s]+(,[a-z]+=https?://[^,\\s]+)*$',
      description:
        'where the console of analytics finds the other services, as name=url,name=url; unset: ports 3001 to 3005 here',
    }),
  ),
  INBOX_RETENTION_HOURS: whole(
    24,
    24 * 365,
    24 * 7,
    'hours that Idempotency-Keys, and messages that no fact tells of, are remembered; a repeat after that is handled again',
  ),
});
const compiled = Compile(Environment);

/** The names, descriptions and defaults of all environment variables that the program reads. */
export const configVariables: readonly {
  readonly name: string;
  readonly description: string;
  /** Undefined: it may stay unset. */
  readonly default: string | undefined;
}[] = Object.entries(Environment.properties).map(([name, schema]) => ({
  name,
  description: 'description' in schema ? String(schema.description) : '',
  default: 'default' in schema ? String(schema.default) : undefined,
}));

/** The settings of one process. Undefined means not set. */
export interface Config {
  readonly port: number | undefined;
  readonly host: string;
  readonly databaseUrl: string | undefined;
  readonly rabbitmqUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly databasePoolSize: number;
  readonly namespace: string;
  readonly dataDir: string;
  readonly logLevel: Static<typeof Environment>['LOG_LEVEL'];
  readonly logFormat: Static<typeof Environment>['LOG_FORMAT'];
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  readonly batchSize: number;
  readonly prefetch: number;
  readonly outboxLimit: number;
  readonly httpTimeoutMs: number;
  readonly inboxRetentionHours: number;
  /** Where other services listen, by name; those that are not named listen at their usual ports. */
  readonly serviceUrls: ReadonlyMap<string, string>;
  /** How often and how patiently a message of this type is tried. */
  readonly policyOf: (messageType: string) => DeliveryPolicy;
  /** Operator names by token; undefined when none is set. */
  readonly operatorTokens: ReadonlyMap<string, string> | undefined;
}

/** Reads the settings from the environment; an empty value counts as not set. Throws `Rejected` for a wrong one. */
export const readConfig = (environment: NodeJS.ProcessEnv): Config => {
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(Environment.properties)) {
    const text = environment[name]?.trim();
    if (text) values[name] = 'type' in schema && schema.type === 'integer' ? toInteger(text) : text;
    else if ('default' in schema) values[name] = schema.default;
  }
  if (!compiled.Check(values)) throw invalid(values);
  return {
    port: values.PORT,
    host: values.HOST,
    databaseUrl: values.DATABASE_URL,
    rabbitmqUrl: values.RABBITMQ_URL,
    redisUrl: values.REDIS_URL,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    namespace: values.NAMESPACE,
    dataDir: values.DATA_DIR,
    logLevel: values.LOG_LEVEL,
    logFormat: values.LOG_FORMAT,
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM,
    batchSize: values.BATCH_SIZE,
    prefetch: values.PREFETCH,
    outboxLimit: values.OUTBOX_LIMIT,
    httpTimeoutMs: values.HTTP_TIMEOUT_MS,
    inboxRetentionHours: values.INBOX_RETENTION_HOURS,
    serviceUrls: serviceUrls(values.SERVICE_URLS ?? ''),
    policyOf: policies(values),
    operatorTokens: values.OPERATOR_TOKENS === undefined ? undefined : operators(values.OPERATOR_TOKENS),
  };
};

const Policies = Compile(
  Type.Record(
    Type.String(),
    Type.Object(
      {
        attempts: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
        firstDelayMs: Type.Optional(Type.Integer({ minimum: 1 })),
        maximumDelayMs: Type.Optional(Type.Integer({ minimum: 1 })),
      },
      { additionalProperties: false },
    ),
  ),
);

const policies = (values: Static<typeof Environment>): Config['policyOf'] => {
  const common: DeliveryPolicy = {
    attempts: values.DELIVERY_ATTEMPTS,
    firstDelayMs: values.DELIVERY_FIRST_DELAY_MS,
    maximumDelayMs: values.DELIVERY_MAXIMUM_DELAY_MS,
  };
  const single = parseJson(values.DELIVERY_POLICIES ?? '{}');
  if (!Policies.Check(single))
    throw new Rejected(
      'invalid',
      'config/invalid-variable',
      'DELIVERY_POLICIES is not what it must be; set it to: {"ReserveStock":{"attempts":3,"firstDelayMs":100}}',
    );
  return (type) => ({ ...common, ...single[type] });
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const operators = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(',').map((pair) => {
      const [name = '', token = ''] = pair.split(':');
      return [token, name];
    }),
  );

const serviceUrls = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .split(',')
      .filter((pair) => pair !== '')
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );

const toInteger = (text: string): number | string => (/^-?\d{1,15}$/.test(text) ? Number(text) : text);

const invalid = (values: Record<string, unknown>): Rejected => {
  const problems = compiled.Errors(values).map((error) => {
    const name = error.instancePath.slice(1);
    // A URL carries a password: it is named, never shown.
    const shown = name.endsWith('_URL') ? '' : ` (it is ${JSON.stringify(values[name])})`;
    const description = configVariables.find((variable) => variable.name === name)?.description ?? '';
    return `${name} ${error.message}${shown}; set it to: ${description}`;
  });
  return new Rejected('invalid', 'config/invalid-variable', problems.join('\n'));
};
