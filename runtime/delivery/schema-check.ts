import { Compile } from 'typebox/compile';
import type { MessageType } from '../../contracts/message-type.ts';
import { Poison } from '../errors.ts';

/** Checks data against the present schema of its type. @throws Poison `message/invalid-data` with the first problem. */
export type SchemaCheck = (type: MessageType, data: unknown) => void;

/** Compiles each schema when it is first needed. */
export const createSchemaCheck = (): SchemaCheck => {
  const compiled = new Map<string, ReturnType<typeof Compile>>();
  return (type, data) => {
    const validator = compiled.get(type.type) ?? Compile(type.schema);
    compiled.set(type.type, validator);
    if (!validator.Check(data)) {
      const [first] = validator.Errors(data);
      throw new Poison(
        'message/invalid-data',
        `${type.type} v${type.schemaVersion}: ${first?.instancePath || '(root)'} ${first?.message}`,
      );
    }
    if (!isStorable(data))
      throw new Poison(
        'message/invalid-data',
        `${type.type}: a string holds NUL or half of a surrogate pair`,
      );
  };
};

/** NUL and lone surrogates pass a JSON schema and fail in jsonb. Going by entries took three times as long. */
const isStorable = (value: unknown): boolean => {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isStorable);
  return Object.keys(value).every(isStorable) && Object.values(value).every(isStorable);
};
