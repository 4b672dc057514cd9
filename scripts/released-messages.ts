import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { MessageType } from '../contracts/message-type.ts';
import { exampleOf, type MessageSchema } from './example-of.ts';

/** One schema version of a message type as it was released. */
export interface ReleasedMessage {
  readonly type: string;
  readonly kind: string;
  readonly owner: string;
  readonly schemaVersion: number;
  readonly schema: MessageSchema;
  /** Data of this version. They begin with the examples of the version before, upcast. */
  readonly examples: readonly unknown[];
}

/** Where the releases are kept, a file for each version of each type. */
export const releasesFolder = new URL('../contracts/released/', import.meta.url);

/** The file of a release. */
export const releaseFile = (type: string, schemaVersion: number): URL =>
  new URL(`${type}-v${schemaVersion}.json`, releasesFolder);

/** Everything that was ever released. */
export const readReleases = (): readonly ReleasedMessage[] =>
  existsSync(releasesFolder)
    ? readdirSync(releasesFolder)
        .sort()
        .map((file) => JSON.parse(readFileSync(new URL(file, releasesFolder), 'utf8')))
    : [];

/** What the present version of a type is released as, when `before` was released before it. */
export const releaseOf = (
  { type, kind, owner, schemaVersion, schema, upcasters }: MessageType,
  before: ReleasedMessage | undefined,
): ReleasedMessage => {
  // What a schema says to people is no part of the contract.
  const plain: MessageSchema = JSON.parse(JSON.stringify(schema), (key, value) =>
    key === 'description' && typeof value === 'string' ? undefined : value,
  );
  const upcaster = upcasters.at(-1);
  const old = before && upcaster ? before.examples.map((data) => upcaster(data)) : [];
  const examples = [...old, exampleOf(plain, true), exampleOf(plain, false)];
  const different = examples.filter(
    (data, index) => examples.findIndex((other) => isDeepStrictEqual(other, data)) === index,
  );
  return { type, kind, owner, schemaVersion, schema: plain, examples: different };
};

/** What is wrong with the message types in the light of what was released; nothing when all is well. */
export const betrayedMessages = (
  released: readonly ReleasedMessage[],
  messageTypes: ReadonlyMap<string, MessageType>,
): readonly string[] => [
  ...[...messageTypes.values()].flatMap((message) => problemsOf(released, message)),
  ...[...new Set(released.map(({ type }) => type))]
    .filter((type) => !messageTypes.has(type))
    .map((type) => `${type} was released and is gone: streams and queues that hold it could not be read.`),
];

const problemsOf = (released: readonly ReleasedMessage[], message: MessageType): readonly string[] => {
  const { type, schemaVersion } = message;
  const versions = released.filter((each) => each.type === type).map((each) => each.schemaVersion);
  const missing = Array.from({ length: schemaVersion - 1 }, (_, index) => index + 1).filter(
    (version) => !versions.includes(version),
  );
  const newer = versions.filter((version) => version > schemaVersion);
  const present = released.find((each) => each.type === type && each.schemaVersion === schemaVersion);
  return [
    ...missing.map((version) => `${type} version ${version} has an upcaster and was never released.`),
    ...newer.map(
      (version) =>
        `${type} version ${version} was released and has no upcaster that leads to it: put it back.`,
    ),
    ...(present === undefined && newer.length === 0
      ? [`${type} version ${schemaVersion} is not recorded: run npm run record-messages.`]
      : []),
    ...(present && !isSame(present, message) ? [changedInPlace(message)] : []),
  ];
};

const isSame = (released: ReleasedMessage, message: MessageType): boolean => {
  const { examples: _released, ...then } = released;
  const { examples: _present, ...now } = releaseOf(message, undefined);
  return isDeepStrictEqual(then, now);
};

const changedInPlace = ({ type, schemaVersion }: MessageType): string =>
  [
    `${type} version ${schemaVersion} was released and has been changed in place.`,
    'Streams, queues and dead letters hold data of it that would be read wrongly. There are two ways out:',
    `  1. Make version ${schemaVersion + 1}: give ${type} one upcaster more, from version ${schemaVersion}, and run`,
    '     npm run record-messages. When the new version only allows more, the upcaster is `widened`.',
    `  2. Revert the change of ${type}.`,
  ].join('\n');
