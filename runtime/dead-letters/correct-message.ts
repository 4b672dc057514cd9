import { Compile } from 'typebox/compile';
import type { RedriveOneBody } from '../../contracts/http/dead-letter-http.ts';
import type { MessageType } from '../../contracts/message-type.ts';
import { fromOwnWire } from '../delivery/wire-message.ts';
import { Poison, Rejected } from '../errors.ts';
import type { Service } from '../service.ts';
import type { HeldRow } from './held-row.ts';
import { readRow } from './read-row.ts';

/** What a held message becomes. */
export type CorrectedMessage = Pick<HeldRow, 'headers' | 'body' | 'type'>;

const versionHeader = 'cloudEvents:schemaversion';
const typeHeader = 'cloudEvents:type';

/**
 * The message with the operator's data and attributes in the place of its own, if it could be handled like that.
 * @throws Rejected `dead-letter/invalid-payload`, naming what is wrong with them
 */
export const correctMessage = (
  service: Service,
  row: HeldRow,
  { payload, headers = {} }: Pick<RedriveOneBody, 'payload' | 'headers'>,
): CorrectedMessage => {
  if (row.kind === 'timer')
    throw invalid('A timer carries no data of its own: redrive it as it is, or discard it.');
  const merged = { ...row.headers, ...headers };
  const typeName = merged[typeHeader];
  const type = typeof typeName === 'string' ? service.messageTypes.get(typeName) : undefined;
  if (payload !== undefined && type) refuseUnfit(type, payload);
  const corrected: CorrectedMessage = {
    type: typeof typeName === 'string' ? typeName : row.type,
    headers: {
      ...merged,
      // What the operator writes is in the present schema: nothing is to be upcast.
      ...(payload !== undefined && type && { [versionHeader]: String(type.schemaVersion) }),
    },
    body: payload === undefined ? row.body : Buffer.from(JSON.stringify(payload)),
  };
  try {
    refuseUnreadable(service, row, corrected);
  } catch (error) {
    if (!(error instanceof Poison)) throw error;
    throw invalid(`${error.message}.`, { cause: error.code });
  }
  return corrected;
};

const invalid = (detail: string, facts: Readonly<Record<string, unknown>> = {}): Rejected =>
  new Rejected('invalid', 'dead-letter/invalid-payload', detail, facts);

/** Names everything that is wrong, so that an operator corrects it in one go. */
const refuseUnfit = (type: MessageType, payload: unknown): void => {
  const compiled = Compile(type.schema);
  if (compiled.Check(payload)) return;
  const errors = compiled
    .Errors(payload)
    .map((error) => ({ path: `payload${error.instancePath}`, problem: error.message }));
  const what = errors.map(({ path, problem }) => `${path} ${problem}`).join('; ');
  throw invalid(`It does not fit ${type.type} version ${type.schemaVersion}: ${what}.`, { errors });
};

/** Reads it as its actor will, so that what cannot be read is refused now and not after the redrive. */
const refuseUnreadable = (service: Service, row: HeldRow, corrected: CorrectedMessage): void => {
  const { kind, streamId } = row;
  if (kind === 'outgoing') {
    fromOwnWire(corrected);
    return;
  }
  const { subject } = readRow(service, { ...row, ...corrected, kind });
  // Others of the actor are parked behind it: it cannot leave them for another one.
  if (streamId !== null && subject !== streamId)
    throw invalid(`It is held for ${streamId} and would now be for ${subject}: keep what names its actor.`);
};
