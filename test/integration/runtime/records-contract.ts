import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { Database } from '../../../runtime/store/database.ts';
import { type Column, recordable, records } from '../../../runtime/store/records.ts';

interface Note {
  readonly id: number;
  readonly text: string | null;
  readonly data?: unknown;
}

const columns: readonly Column<Note>[] = [
  ['id', 'bigint', ({ id }) => id],
  ['text', 'text', ({ text }) => text],
  ['data', 'jsonb', ({ data }) => JSON.stringify(data)],
];

/** Rows on their way into a statement. */
export const recordsContract = (given: () => Database): void => {
  describe('records', () => {
    let database: Database;
    before(() => {
      database = given();
    });
    const throughDatabase = async (notes: readonly Note[]): Promise<readonly Note[]> => {
      const { rows } = await sql<Note>`select * from ${records(columns, notes)} as note order by id`.execute(
        database,
      );
      return rows;
    };

    test('arrive as they were, whatever their texts hold', async () => {
      const texts = [
        '',
        ' ',
        'a,b',
        '{"a"}',
        'NULL',
        '\\',
        '\\x1f',
        '"',
        "'",
        '\n\r\t',
        '\x1b[1m',
        'ü 🫖 \uFFFD',
      ];
      const notes = texts.map((text, id) => ({ id, text, data: { text, list: [text, null, 1.5] } }));
      assert.deepEqual(await throughDatabase(notes), notes);
    });

    test('have null where there is nothing, and only there', async () => {
      const notes = [
        { id: 1, text: null, data: null },
        { id: 2, text: '', data: '' },
      ];
      assert.deepEqual(await throughDatabase([...notes, { id: 3, text: null }]), [
        ...notes,
        { id: 3, text: null, data: null },
      ]);
    });

    test('have the separators inside of JSON, which escapes them', async () => {
      const notes = [{ id: 1, text: 'x', data: { '\x1f': '\x1e\x1a' } }];
      assert.deepEqual(await throughDatabase(notes), notes);
    });

    for (const text of ['\x1f', 'a\x1eb', '\x1a', '\ud800'])
      test(`with the text ${JSON.stringify(text)} are refused`, () => {
        assert.throws(() => records(columns, [{ id: 1, text }]), TypeError);
      });

    test('are stored with a replacement where a text is made recordable', async () => {
      const notes = [{ id: 1, text: recordable('a\x1fb\x1ec\x1ad'), data: 0 }];
      assert.deepEqual(await throughDatabase(notes), [{ id: 1, text: 'a\uFFFDb\uFFFDc\uFFFDd', data: 0 }]);
    });
  });
};
