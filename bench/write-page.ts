// Writes the tables of docs/performance.md from the results beside it; run it after every measurement that is kept.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { benchmarkTables } from './report/benchmark-tables.ts';
import { asMarkdown, type FigureTable } from './report/figure-table.ts';
import { fillPage } from './report/fill-page.ts';
import { growthTable } from './report/growth-tables.ts';
import { soakTable } from './report/soak-tables.ts';

const docs = fileURLToPath(new URL('../docs/', import.meta.url));
const pictures = { profile: 'Where the CPU time goes', growth: 'Growth', soak: 'Memory through the soak' };

/** The page as the results say it must be. */
export const currentPage = async (): Promise<string> => {
  const [benchmark, growth, soak] = await Promise.all(
    ['benchmark', 'growth', 'soak'].map(async (name) => {
      const file = `${docs}performance/${name}.json`;
      return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : undefined;
    }),
  );
  const tables: Readonly<Record<string, readonly FigureTable[]>> = {
    ...(benchmark ? benchmarkTables(benchmark) : {}),
    ...(growth ? { growth: [growthTable(growth)] } : {}),
    ...(soak ? { soak: [soakTable(soak)] } : {}),
  };
  const figures = new Map(Object.entries(tables).map(([name, of]) => [name, of.map(asMarkdown)]));
  for (const [name, caption] of Object.entries(pictures))
    if (existsSync(`${docs}performance/${name}.svg`))
      figures.set(name, [...(figures.get(name) ?? []), `![${caption}](performance/${name}.svg)`]);
  return fillPage(await readFile(`${docs}performance.md`, 'utf8'), Object.fromEntries(figures));
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeFile(`${docs}performance.md`, await currentPage());
