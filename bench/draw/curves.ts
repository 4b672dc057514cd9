/** One line of a chart. */
export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

const width = 900;
const height = 360;
const frame = { left: 80, right: 20, top: 50, bottom: 80 };
const colours = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#d55e00', '#56b4e9'];
const font = 'font-family="sans-serif" font-size="13"';
const ticks = 5;

/** Lines over a common x axis, as SVG; the y axis begins at 0, so that a trend is not made larger than it is. */
export const drawCurves = (title: string, xLabel: string, curves: readonly Curve[]): string => {
  const xs = curves.flatMap(({ points }) => points.map(([x]) => x));
  const ys = curves.flatMap(({ points }) => points.map(([, y]) => y));
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  const highest = Math.max(...ys, 1e-9) * 1.1;
  const [inner, tall] = [width - frame.left - frame.right, height - frame.top - frame.bottom];
  const xOf = (x: number) => frame.left + ((x - low) / Math.max(high - low, 1e-9)) * inner;
  const yOf = (y: number) => frame.top + tall - (y / highest) * tall;
  const grid = Array.from({ length: ticks + 1 }, (_, index) => {
    const [x, y] = [low + ((high - low) * index) / ticks, (highest * index) / ticks];
    const at = yOf(y).toFixed(1);
    return [
      `<line x1="${frame.left}" x2="${width - frame.right}" y1="${at}" y2="${at}" stroke="#dddddd"/>`,
      `<text x="${frame.left - 8}" y="${(yOf(y) + 4).toFixed(1)}" text-anchor="end">${label(y)}</text>`,
      `<text x="${xOf(x).toFixed(1)}" y="${height - frame.bottom + 20}" text-anchor="middle">${label(x)}</text>`,
    ].join('\n');
  });
  const lines = curves.map(({ name, points }, index) => {
    const colour = colours[index % colours.length];
    const path = points.map(([x, y]) => `${xOf(x).toFixed(1)},${yOf(y).toFixed(1)}`).join(' ');
    const x = 20 + index * 145;
    return [
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      `<rect x="${x}" y="${height - 22}" width="12" height="12" fill="${colour}"/><text x="${x + 18}" y="${height - 11}">${name}</text>`,
    ].join('\n');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ${font}>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="20" y="28" font-size="16">${title}</text>`,
    ...grid,
    `<text x="${width - frame.right}" y="${height - frame.bottom + 38}" text-anchor="end">${xLabel}</text>`,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
};

const label = (number: number): string =>
  Math.abs(number) >= 100 ? Math.round(number).toLocaleString('en') : String(Number(number.toPrecision(2)));
