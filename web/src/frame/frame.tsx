import type { ComponentChildren } from 'preact';
import { Link, usePlace } from '../router.tsx';
import { useStore } from '../store.ts';
import { lost, open } from './connection.ts';
import { OperatorDialog } from './operator-dialog.tsx';
import { type Theme, theme } from './theme.ts';

const pages = [
  ['', 'Dashboard'],
  ['orders', 'Orders'],
  ['dead-letters', 'Dead letters'],
  ['machines', 'Machines'],
  ['place', 'Place an order'],
] as const;

/** What stands around every page: the way to the others, the connection, the theme. */
export const Frame = ({ children }: { children: ComponentChildren }) => {
  const [top = ''] = usePlace().parts;
  return (
    <div class="frame">
      <div class="side">
        <Link to="" class="brand" title="Dashboard">
          <img src="/console/icon.svg" alt="" />
          <span>Orders</span>
        </Link>
        <nav class="nav" aria-label="Pages">
          {pages.map(([path, name]) => (
            <Link key={path} to={path} aria-current={path === top ? 'page' : undefined}>
              {name}
            </Link>
          ))}
        </nav>
        <div class="foot">
          <Connection />
          <ThemeChoice />
        </div>
      </div>
      <main class="main" id="main" tabIndex={-1}>
        <Lost />
        {children}
      </main>
      <OperatorDialog />
    </div>
  );
};

const Connection = () => {
  const streams = useStore(open);
  const broken = useStore(lost);
  // A page that follows nothing says nothing.
  if (broken + streams === 0) return null;
  const [tone, text] = broken > 0 ? ['warn', 'Reconnecting'] : ['ok', 'Live'];
  return (
    <p class="connection">
      <span class={`dot ${tone}`} />
      <span>{text}</span>
    </p>
  );
};

const Lost = () => (
  <div aria-live="polite">
    {useStore(lost) > 0 && (
      <p class="lost">
        <span class="dot warn" />
        The connection is lost. What you see may be old; it is tried again by itself.
      </p>
    )}
  </div>
);

const ThemeChoice = () => (
  <label>
    <span class="hidden-text">Theme</span>
    <select
      value={useStore(theme)}
      onChange={({ currentTarget }) => {
        const chosen: Theme | undefined = (['auto', 'light', 'dark'] as const).find(
          (each) => each === currentTarget.value,
        );
        theme.set(chosen ?? 'auto');
      }}
    >
      <option value="auto">Auto</option>
      <option value="light">Light</option>
      <option value="dark">Dark</option>
    </select>
  </label>
);
