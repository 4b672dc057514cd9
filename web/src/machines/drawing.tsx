import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { getText } from '../api.ts';
import { useLoaded } from '../load.ts';
import { Show } from '../parts/notice.tsx';

/** Marks elements of a drawing; called whenever it is drawn anew. */
export type Mark = (chart: SVGSVGElement) => void;

declare global {
  /** As far as it is used here; not every browser has it. */
  var trustedTypes: { createPolicy(name: string, rules: HtmlPolicy): HtmlPolicy } | undefined;
}
interface HtmlPolicy {
  readonly createHTML: (text: string) => string;
}

/** The one place where text becomes markup: a drawing that a service made from a definition, of which no order is a part. */
const policy = globalThis.trustedTypes?.createPolicy('drawing', { createHTML: (text) => text });
const styles = new Map<string, CSSStyleSheet>();

/** A machine version as its service draws it. */
export const Drawing = ({
  service,
  machine,
  version,
  mark,
}: {
  service: string;
  machine: string;
  version: number;
  mark: Mark;
}) => {
  const text = useLoaded(
    () => getText(service, `/machines/${encodeURIComponent(machine)}/${version}?format=svg`),
    [service, machine, version],
  );
  return <Show of={text}>{(svg) => <Inlined svg={svg} mark={mark} />}</Show>;
};

const Inlined = ({ svg, mark }: { svg: string; mark: Mark }) => {
  const place = useRef<HTMLDivElement>(null);
  const [fit, setFit] = useState(true);
  useLayoutEffect(() => {
    const chart = parse(svg);
    if (chart) place.current?.replaceChildren(chart);
  }, [svg]);
  useLayoutEffect(() => {
    const chart = place.current?.querySelector('svg');
    if (!chart) return;
    mark(chart);
    center(chart);
  }, [svg, mark, fit]);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard */}
      <section class={`drawing ${fit ? 'fit' : ''}`} tabIndex={0} ref={place} aria-label="Statechart" />
      <p class="tools">
        <button type="button" class="plain" onClick={() => setFit(!fit)}>
          {fit ? 'Full size' : 'Fit to width'}
        </button>
      </p>
    </>
  );
};

const parse = (svg: string): SVGSVGElement | undefined => {
  // The policy of the page lets no style element in: what the drawing brings is put beside the page's own.
  const bare = svg.replaceAll(/<style>([^<]*)<\/style>/g, (_element, css: string) => {
    adopt(css);
    return '';
  });
  const page = new DOMParser().parseFromString(policy?.createHTML(bare) ?? bare, 'image/svg+xml');
  const chart = document.importNode(page.documentElement, true);
  return chart instanceof SVGSVGElement ? chart : undefined;
};

/** Brings what is lit into view, without moving the page. */
const center = (chart: SVGSVGElement): void => {
  const box = chart.parentElement;
  const lit = [...chart.querySelectorAll('.active')].at(-1);
  if (!box || !lit) return;
  const [outer, inner] = [box.getBoundingClientRect(), lit.getBoundingClientRect()];
  box.scrollBy({
    left: inner.left + inner.width / 2 - outer.left - outer.width / 2,
    top: inner.top + inner.height / 2 - outer.top - outer.height / 2,
    behavior: 'instant',
  });
};

const adopt = (css: string): void => {
  if (styles.has(css)) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  styles.set(css, sheet);
  document.adoptedStyleSheets = [sheet, ...document.adoptedStyleSheets];
};
