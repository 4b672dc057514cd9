import type { FastifySchemaCompiler } from 'fastify';
import Type, { type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import { Poison } from '../errors.ts';

/** One thing to change in a request. */
export interface RequestError {
  /** `body/lines/0/quantity`, `query/limit`, `params/id`. */
  readonly path: string;
  readonly problem: string;
}

const rootNames: Readonly<Record<string, string>> = { querystring: 'query' };

/**
 * Validates requests with TypeBox. Bodies are taken as they are: nothing is coerced, removed or filled in. Query,
 * params and headers arrive as text, so that numbers and booleans are read from it, and defaults are filled in.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart = 'body' }) => {
  const compiled = Compile(schema);
  const root = rootNames[httpPart] ?? httpPart;
  return (given: unknown) => {
    const value = httpPart === 'body' ? given : readText(schema, given);
    if (compiled.Check(value)) return { value };
    const errors = describe(root, compiled.Errors(value));
    const detail = errors.map(({ path, problem }) => `${path} ${problem}`).join('; ');
    return { error: new Poison('http/invalid-request', `${detail}.`, { errors }) };
  };
};

const readText = (schema: TSchema, given: unknown): unknown => {
  if (!Type.IsObject(schema) || typeof given !== 'object' || given === null) return given;
  const values: Record<string, unknown> = { ...given };
  for (const [name, property] of Object.entries(schema.properties)) {
    const text = values[name];
    if (text === undefined && 'default' in property) values[name] = property.default;
    if (typeof text === 'string') values[name] = readScalar(property, text);
  }
  return values;
};

const readScalar = (schema: TSchema, text: string): unknown => {
  const isNumber = Type.IsInteger(schema) || Type.IsNumber(schema);
  if (isNumber && /^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return Number(text);
  if (Type.IsBoolean(schema) && (text === 'true' || text === 'false')) return text === 'true';
  return text;
};

const describe = (root: string, found: readonly TLocalizedValidationError[]): RequestError[] => {
  const errors = new Map<string, RequestError>();
  const add = (path: string, problem: string) => {
    errors.set(`${path} ${problem}`, { path, problem });
  };
  for (const error of found) {
    const path = `${root}${error.instancePath}`;
    if (error.keyword === 'required') {
      for (const name of error.params.requiredProperties) add(`${path}/${name}`, 'is missing');
    } else if (error.keyword === 'additionalProperties') {
      for (const name of error.params.additionalProperties) {
        add(`${path}/${name}`, 'is not a known field: remove it');
      }
    } else if (error.keyword === 'const') {
      // One error for each literal of a union: they are one choice to the caller.
      const allowed = found.flatMap((other) =>
        other.keyword === 'const' && other.instancePath === error.instancePath
          ? [JSON.stringify(other.params.allowedValue)]
          : [],
      );
      add(path, `must be ${allowed.join(' or ')}`);
    } else if (error.keyword === 'enum') {
      add(path, `must be ${error.params.allowedValues.map((value) => JSON.stringify(value)).join(' or ')}`);
    } else if (error.keyword !== 'boolean' && error.keyword !== 'anyOf') {
      add(path, error.message);
    }
  }
  // A union that nothing above explains.
  if (errors.size === 0) for (const error of found) add(`${root}${error.instancePath}`, error.message);
  return [...errors.values()];
};
