import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

/** The title of a page, what can be done on it, and the title of the tab. */
export const Head = ({
  title,
  path,
  children,
}: {
  title: string;
  path?: ComponentChildren;
  children?: ComponentChildren;
}) => {
  useEffect(() => {
    document.title = `${title} · Orders`;
  }, [title]);
  return (
    <header class="head">
      <div>
        {path && <p class="path">{path}</p>}
        <h1>{title}</h1>
      </div>
      <div class="tools">{children}</div>
    </header>
  );
};
