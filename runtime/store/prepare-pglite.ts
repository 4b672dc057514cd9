import { messages, type PGlite, protocol } from '@electric-sql/pglite';

/** What is needed of the one session of a PGlite. */
export interface PGliteSession {
  readonly waitReady: Promise<void>;
  query<Row extends object>(
    text: string,
    parameters: unknown[],
  ): Promise<{ readonly rows: Row[]; readonly affectedRows?: number }>;
  close(): Promise<void>;
}

const { serialize } = protocol;

interface Prepared {
  readonly name: string;
  readonly parameterTypes: readonly number[];
  readonly columns: readonly { readonly name: string; readonly dataTypeID: number }[];
}

/** A statement whose text changes with its data would fill the memory: beyond so many texts none is prepared. */
const preparedAtMost = 500;

/** What has no parameters may be of a migration, or read a table that one changes: a plan must not outlive that. */
const isStable = (text: string, parameters: readonly unknown[]): boolean =>
  parameters.length > 0 || text === 'begin' || text === 'commit' || text === 'rollback';

const bytea = 17;
/** Bytes as PostgreSQL writes them. PGlite's own way builds the text byte by byte: 1,700 ms for 5 MB, this 90 ms. */
const writeBytes = (value: Uint8Array): string => `\\x${Buffer.from(value).toString('hex')}`;

/**
 * A PGlite whose statements with parameters are prepared once and then sent in one message instead of six: 0.1 ms
 * instead of 0.5 ms for a look that finds nothing (2 cores, PGlite 0.5.16).
 */
export const preparePGlite = (pglite: PGlite): PGliteSession => {
  const prepared = new Map<string, Prepared>();

  const send = async (...parts: readonly Uint8Array[]) =>
    (await pglite.execProtocol(Buffer.concat([...parts, serialize.sync()]))).messages;

  const prepare = async (text: string): Promise<Prepared> => {
    const name = `statement_${prepared.size}`;
    const answer = await send(serialize.parse({ name, text }), serialize.describe({ type: 'S', name }));
    const parameters = answer.find((message) => message instanceof messages.ParameterDescriptionMessage);
    const rows = answer.find((message) => message instanceof messages.RowDescriptionMessage);
    const statement = { name, parameterTypes: parameters?.dataTypeIDs ?? [], columns: rows?.fields ?? [] };
    prepared.set(text, statement);
    return statement;
  };

  /** As text: a value has the form of its parameter's type, not of its own. */
  const written = ({ parameterTypes }: Prepared, parameters: readonly unknown[]) =>
    parameters.map((value, index) => {
      if (value === null || value === undefined) return null;
      if (parameterTypes[index] === bytea && value instanceof Uint8Array) return writeBytes(value);
      const serializer = pglite.serializers[parameterTypes[index] ?? 0];
      return serializer ? serializer(value) : String(value);
    });

  const readRow = <Row>({ columns }: Prepared, fields: readonly (string | null)[]): Row =>
    Object.fromEntries(
      columns.map(({ name, dataTypeID }, index) => {
        const text = fields[index] ?? null;
        const parse = pglite.parsers[dataTypeID];
        return [name, text === null || !parse ? text : parse(text, dataTypeID)];
      }),
    ) as Row;

  return {
    waitReady: pglite.waitReady,
    close: () => pglite.close(),
    query: <Row extends object>(text: string, parameters: unknown[]) => {
      const known = prepared.get(text);
      if (!known && (prepared.size >= preparedAtMost || !isStable(text, parameters)))
        return pglite.query<Row>(text, parameters);
      return pglite.runExclusive(async () => {
        const statement = known ?? (await prepare(text));
        const { name } = statement;
        const values = written(statement, parameters);
        const answer = await send(serialize.bind({ statement: name, values }), serialize.execute({}));
        const rows: Row[] = [];
        let affectedRows = 0;
        for (const message of answer) {
          if (message instanceof messages.DataRowMessage) rows.push(readRow(statement, message.fields));
          if (message instanceof messages.CommandCompleteMessage)
            affectedRows = Number(/\d+$/.exec(message.text)?.[0] ?? 0);
        }
        return { rows, affectedRows };
      });
    },
  };
};
