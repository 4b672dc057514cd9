// Builds the console into web/dist, which is committed, and notes what it was built from.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { builtFrom, hashOfConsole } from './console-sources.ts';

await build({ configFile: fileURLToPath(new URL('../web/vite.config.ts', import.meta.url)) });
writeFileSync(builtFrom, `${hashOfConsole()}\n`);
