import type { ComponentChildren } from 'preact';
import { createStore, useStore } from './store.ts';

const base = '/console/';

/** Where the page is: the parts of its path below the console, and what stands behind the question mark. */
export interface Place {
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

const read = (): Place => ({
  parts: location.pathname
    .slice(base.length)
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent),
  query: new URLSearchParams(location.search),
});

const place = createStore(read());
addEventListener('popstate', () => place.set(read()));

/** Where the page is now; drawn again when that changes. */
export const usePlace = (): Place => useStore(place);

/** Goes to `path` below the console; `replace` leaves no entry in the history. */
export const go = (path: string, replace = false): void => {
  history[replace ? 'replaceState' : 'pushState'](null, '', `${base}${path}`);
  const before = place.get().parts.join('/');
  place.set(read());
  if (before !== place.get().parts.join('/')) {
    scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }
};

/** A link within the console. */
export const Link = ({
  to,
  children,
  ...rest
}: {
  to: string;
  children: ComponentChildren;
  class?: string;
  'aria-current'?: 'page' | undefined;
  title?: string;
}) => (
  <a
    {...rest}
    href={`${base}${to}`}
    onClick={(event) => {
      // What opens a tab or a window stays the browser's.
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      go(to);
    }}
  >
    {children}
  </a>
);
