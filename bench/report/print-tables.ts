import { asText, type FigureTable } from './figure-table.ts';

/** Prints tables one below the other. */
export const printTables = (tables: readonly FigureTable[]): void => {
  for (const table of tables) console.log(`\n${asText(table)}`);
};
