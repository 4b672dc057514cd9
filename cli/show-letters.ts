import type {
  BodyView,
  Cause,
  DeadLetter,
  DeadLetterDetails,
  OperatorAction,
} from '../contracts/http/dead-letter-http.ts';
import { table } from './terminal.ts';

/** A list of held messages for people. */
export const showList = (letters: readonly DeadLetter[], width: number): string =>
  letters.length === 0
    ? 'Nothing is held.'
    : table(
        ['ID', 'STATE', 'TYPE', 'ACTOR', 'CODE', 'TRIES', 'LAST TRIED', 'ERROR'],
        letters.map((letter) => [
          letter.id,
          letter.kind === 'message' ? letter.state : `${letter.state} (${letter.kind})`,
          letter.type ?? '?',
          letter.streamId ?? '?',
          letter.code,
          String(letter.attempts),
          time(letter.lastSeenAt),
          letter.message,
        ]),
        width,
      );

/** Groups of failures for people. */
export const showCauses = (causes: readonly Cause[], width: number): string =>
  causes.length === 0
    ? 'Nothing has failed.'
    : table(
        ['COUNT', 'DEAD', 'SERVICE', 'CODE', 'TYPE', 'FIRST', 'LAST', 'EXAMPLE', 'ERROR'],
        causes.map((cause) => [
          String(cause.count),
          String(cause.dead),
          cause.service,
          cause.code,
          cause.type ?? '?',
          time(cause.firstSeenAt),
          time(cause.lastSeenAt),
          cause.example,
          cause.message,
        ]),
        width,
      );

/** One held message, whole, for people. */
export const showLetter = (letter: DeadLetterDetails): string => {
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['id', letter.id],
    ['state', letter.state],
    ['kind', letter.kind],
    ['type', letter.type],
    ['actor', letter.streamId],
    ['message', letter.messageId],
    ['correlation', letter.correlationId],
    ['error', `${letter.code}: ${letter.message}`],
    ['attempts', String(letter.attempts)],
    ['first', time(letter.firstSeenAt)],
    ['last', time(letter.lastSeenAt)],
    ['due', letter.state === 'dead' ? undefined : time(letter.dueAt)],
    ['behind it', `${letter.parkedBehind} parked`],
  ];
  const facts = lines.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name.padEnd(12)} ${value}`],
  );
  const parts: readonly (readonly [string, string])[] = [
    ['Headers', json(letter.headers)],
    ['Body', body(letter.body)],
    [`Schema, version ${letter.schemaVersion}`, letter.schema === undefined ? '' : json(letter.schema)],
    ['Stack', letter.stack ?? ''],
    ['What operators did', letter.actions.map(action).join('\n')],
  ];
  const shown = parts.filter(([, text]) => text !== '').map(([title, text]) => `\n${title}\n${indent(text)}`);
  return [...facts, ...shown].join('\n');
};

const action = (done: OperatorAction): string =>
  `${time(done.at)} ${done.action} by ${done.operator}: ${done.reason}${done.after ? ' (data changed)' : ''}`;

const body = ({ json: value, base64 }: BodyView): string =>
  base64 === undefined ? json(value) : `${base64} (base64: it is no JSON)`;

const json = (value: unknown): string => JSON.stringify(value, null, 2);
const indent = (text: string): string => text.replaceAll(/^/gm, '  ');
/** Without the parts that matter to nobody who looks: the T, the milliseconds. */
const time = (iso: string): string => iso.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
