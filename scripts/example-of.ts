/** The parts of a JSON Schema that messages use. */
export interface MessageSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly MessageSchema[];
  readonly properties?: Readonly<Record<string, MessageSchema>>;
  readonly required?: readonly string[];
  readonly items?: MessageSchema;
  readonly format?: string;
  readonly minimum?: number;
}

const byFormat: Readonly<Record<string, string>> = {
  uuid: '0b3c1a52-7f1e-4a57-9a53-1f4f6f1d2c11',
  email: 'ada@example.org',
};
const byName: Readonly<Record<string, string>> = {
  sku: 'MUG',
  currency: 'EUR',
  country: 'DE',
  location: 'main',
};

/**
 * Data that fit a schema, always the same: `least` with what must be there and the first of all choices, else with
 * everything and the last of them.
 */
export const exampleOf = (schema: MessageSchema, least: boolean, name = 'text'): unknown => {
  if ('const' in schema) return schema.const;
  if (schema.anyOf) {
    const chosen = schema.anyOf.at(least ? 0 : -1);
    return chosen && exampleOf(chosen, least, name);
  }
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([key]) => !least || schema.required?.includes(key))
          .map(([key, member]) => [key, exampleOf(member, least, key)]),
      );
    case 'array':
      return schema.items ? [exampleOf(schema.items, least, name)] : [];
    case 'integer':
    case 'number':
      return least ? (schema.minimum ?? 0) : 2_500;
    case 'boolean':
      return !least;
    case 'null':
      return null;
    default:
      return textOf(schema, name);
  }
};

const textOf = ({ format = '' }: MessageSchema, name: string): string =>
  byFormat[format] ?? byName[name] ?? `a ${name}`;
