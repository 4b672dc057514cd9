import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** A titled part of a page. */
export const Card = ({
  title,
  aside,
  children,
  class: names = '',
}: {
  title: string;
  aside?: ComponentChildren;
  children: ComponentChildren;
  class?: string;
}) => {
  const name = useId();
  return (
    <section class={`card ${names}`} aria-labelledby={name}>
      <header>
        <h2 id={name}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
};
