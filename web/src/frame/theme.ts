import { createStore } from '../store.ts';

/** As the reader's system says, or as they chose. */
export type Theme = 'auto' | 'light' | 'dark';
const key = 'theme';
const isTheme = (text: string | null): text is Theme =>
  text === 'auto' || text === 'light' || text === 'dark';

const stored = localStorage.getItem(key);
/** What was chosen. */
export const theme = createStore<Theme>(isTheme(stored) ? stored : 'auto');
const system = matchMedia('(prefers-color-scheme: dark)');
/** Counts the changes of colours, for what is drawn on a canvas and has to be drawn again. */
export const colours = createStore(0);

/** Puts the theme on the page, now and whenever it changes. */
export const followTheme = (): void => {
  const apply = () => {
    if (theme.get() === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.get();
    colours.set(colours.get() + 1);
  };
  theme.listen(() => {
    localStorage.setItem(key, theme.get());
    apply();
  });
  system.addEventListener('change', apply);
  apply();
};
