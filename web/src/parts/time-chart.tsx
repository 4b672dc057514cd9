import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { colours } from '../frame/theme.ts';
import { useStore } from '../store.ts';

/** One line of a chart. */
export interface Line {
  readonly name: string;
  /** `accent`, `ok`, `bad`, `warn` or `violet`. */
  readonly ink: string;
  /** A value for each time; null leaves a gap. */
  readonly values: readonly (number | null)[];
}

const height = 190;
const wholeSteps = Array.from({ length: 13 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat();
const hours = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hour12: false });

/** Lines over time. What it shows stands in its legend as text too: a canvas tells nothing to who does not see it. */
export const TimeChart = ({
  label,
  times,
  lines,
  format,
}: {
  label: string;
  /** Seconds since the epoch, rising. */
  times: readonly number[];
  lines: readonly Line[];
  format: (value: number) => string;
}) => {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const shades = useStore(colours);
  const formats = useRef(format);
  formats.current = format;
  const data: uPlot.AlignedData = [[...times], ...lines.map(({ values }) => [...values])];
  const names = lines.map(({ name }) => name).join();

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const axis = {
      stroke: colourOf(element, '--soft'),
      grid: { stroke: colourOf(element, '--line'), width: 1 },
    };
    const made = new uPlot(
      {
        width: element.clientWidth,
        height,
        legend: { show: false },
        cursor: { y: false, points: { size: 6 } },
        scales: { y: { range: (_plot, _min, max) => [0, Math.max(max * 1.1, 1)] } },
        axes: [
          {
            ...axis,
            ticks: { show: false },
            size: 26,
            values: (_plot, values) => values.map((value) => hours.format(value * 1_000)),
          },
          {
            ...axis,
            ticks: { show: false },
            size: 58,
            // Orders, milliseconds, cents: nothing of it has halves.
            incrs: wholeSteps,
            values: (_plot, values) => values.map((value) => formats.current(value)),
          },
        ],
        series: [
          {},
          ...lines.map(({ name, ink, values }) => ({
            label: name,
            stroke: colourOf(element, `--${ink}`),
            width: 1.8,
            spanGaps: false,
            // A value between two gaps is no line.
            points: values.includes(null) ? { size: 4, space: 0 } : { show: false },
          })),
        ],
      },
      data,
      element,
    );
    plot.current = made;
    const sizes = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      made.destroy();
    };
  }, [shades, names]);
  useEffect(() => plot.current?.setData(data), [times, lines]);

  return (
    <figure>
      <ul class="legend">
        {lines.map(({ name, ink, values }) => (
          <li key={name} class={`ink-${ink}`}>
            <i />
            <span class="soft">{name}</span> <b class="number">{last(values, format)}</b>
          </li>
        ))}
      </ul>
      <div class="plot" ref={place} role="img" aria-label={label} />
    </figure>
  );
};

const last = (values: Line['values'], format: (value: number) => string): string => {
  const value = values.findLast((each) => each !== null);
  return value === undefined || value === null ? '–' : format(value);
};

/** A canvas knows no variables: the colour as the browser resolves it. */
const colourOf = (element: HTMLElement, variable: string): string => {
  const probe = document.createElement('i');
  probe.style.color = `var(${variable})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
};
