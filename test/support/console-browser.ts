import assert from 'node:assert/strict';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from './chromium.ts';
import { waitFor } from './wait-for.ts';

/** A browser that looks at the console. */
export interface ConsoleBrowser {
  /** A tab of its own, without what others stored; it fails the test at `close` when its page complained. */
  open(
    path: string,
    look?: { readonly dark?: boolean; readonly width?: number; readonly token?: string },
  ): Promise<Tab>;
  close(): Promise<void>;
}

/** One tab. */
export interface Tab {
  readonly page: Page;
  /** What axe finds by these rules (all if none are named) and calls serious or critical: rule, and the elements. */
  findBarriers(...rules: readonly string[]): Promise<readonly string[]>;
  /** Makes its window so many pixels wide; resolves when the page is no wider, throws when it stays so. */
  fits(width: number): Promise<void>;
  /** Closes it. `complaints` that are not among those that are known fail the test. */
  close(known?: RegExp): Promise<void>;
}

/** Tests beside it keep both cores busy; whoever waits for longer waits in vain. */
const patienceMs = 60_000;

/** A page that is used again: a new one takes the browser 0.65 s of CPU, to go elsewhere in one takes it 0.2 s. */
interface UsedPage {
  readonly page: Page;
  readonly complaints: string[];
}

/** Starts Debian's Chromium, without a window. `url`: where the console is served. */
export const startConsoleBrowser = async (url: () => string): Promise<ConsoleBrowser> => {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('There is no Chromium');
  const browser: Browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  context.setDefaultTimeout(patienceMs);
  /** Pages that nobody looks at. */
  const free: UsedPage[] = [];

  const newPage = async (): Promise<UsedPage> => {
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(`${error}`));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        complaints.push(`${message.text()} (${message.location().url})`);
    });
    return { page, complaints };
  };

  return {
    open: async (path, { dark = false, width = 1280, token } = {}) => {
      const used = free.pop() ?? (await newPage());
      const { page, complaints } = used;
      // A tab behind another one is drawn once a second.
      await page.bringToFront();
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
      const known =
        token !== undefined &&
        (await page.addInitScript(`sessionStorage.setItem('operator-token', ${JSON.stringify(token)})`));
      await page.goto(`${url()}/console/${path}`);
      return {
        page,
        findBarriers: async (...rules) => {
          const options = rules.length > 0 ? { runOnly: rules } : {};
          // It is 0.6 MB, and what looks a second time has it.
          if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.evaluate(axe.source);
          const found = await page.evaluate<axe.AxeResults>(`axe.run(${JSON.stringify(options)})`);
          return found.violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        },
        fits: async (width) => {
          await page.setViewportSize({ width, height: 900 });
          // Charts follow the width of the window a frame later.
          await waitFor(
            `${page.url()} to fit into ${width} pixels`,
            async () =>
              (await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')) <= 0,
          );
        },
        close: async (expected = /$^/) => {
          if (known) await known.dispose();
          await page.evaluate('localStorage.clear(); sessionStorage.clear()');
          await page.goto('about:blank');
          free.push(used);
          const unknown = complaints.splice(0).filter((complaint) => !expected.test(complaint));
          assert.deepEqual(unknown, []);
        },
      };
    },
    close: () => browser.close(),
  };
};
