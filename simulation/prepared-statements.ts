import { type PGlite, protocol } from '@electric-sql/pglite';
import type { PGliteSession } from '../runtime/store/pglite-sessions.ts';

const { serialize } = protocol;

interface Prepared {
  readonly name: string;
  readonly parameterTypes: readonly number[];
  readonly columns: readonly { readonly name: string; readonly dataTypeID: number }[];
}

/**
 * The same PGlite with every statement prepared once and sent in one message instead of six: 0.1 ms instead of
 * 0.5 ms for a look that finds nothing, and a run is made of a thousand of those. Plans are generic from the first time
 * on, or the order of rows would depend on how often a statement was used in earlier runs.
 */
export const withPreparedStatements = async (pglite: PGlite): Promise<PGliteSession> => {
  const prepared = new Map<string, Prepared>();
  await pglite.exec('set plan_cache_mode = force_generic_plan; set synchronous_commit = off');

  const send = async (...parts: readonly Uint8Array[]) =>
    (await pglite.execProtocol(Buffer.concat([...parts, serialize.sync()]), { syncToFs: false })).messages;

  const prepare = async (text: string): Promise<Prepared> => {
    const name = `statement_${prepared.size}`;
    const answer = await send(serialize.parse({ name, text }), serialize.describe({ type: 'S', name }));
    const statement: { -readonly [Key in keyof Prepared]: Prepared[Key] } = {
      name,
      parameterTypes: [],
      columns: [],
    };
    for (const message of answer) {
      if ('dataTypeIDs' in message) statement.parameterTypes = Object(message).dataTypeIDs;
      if (message.name === 'rowDescription' && 'fields' in message)
        statement.columns = Object(message).fields;
    }
    prepared.set(text, statement);
    return statement;
  };

  /** As text: a value has the form of its parameter's type, not of its own. */
  const written = ({ parameterTypes }: Prepared, parameters: readonly unknown[]) =>
    parameters.map((value, index) => {
      if (value === null || value === undefined) return null;
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
    query: <Row>(text: string, parameters: unknown[]) =>
      pglite.runExclusive(async () => {
        const statement = prepared.get(text) ?? (await prepare(text));
        const { name } = statement;
        const values = written(statement, parameters);
        const answer = await send(serialize.bind({ statement: name, values }), serialize.execute({}));
        const rows: Row[] = [];
        let affectedRows = 0;
        for (const message of answer) {
          if (message.name === 'dataRow' && 'fields' in message)
            rows.push(readRow(statement, Object(message).fields));
          if (message.name === 'commandComplete' && 'text' in message)
            affectedRows = Number(/\d+$/.exec(String(message.text))?.[0] ?? 0);
        }
        return { rows, affectedRows };
      }),
  };
};
