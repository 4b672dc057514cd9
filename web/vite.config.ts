import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

// `npm run console:build` writes web/dist, which is committed: a first start builds nothing (docs/decisions).
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/console/',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // light-dark() as it is; what is older than this has less than two percent of browsers.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
