const width = 900;
const left = 110;
const barHeight = 26;
const barGap = 12;
const top = 50;
const legendColumn = 170;
const legendLine = 20;
/** Colours that stay apart for those who see red and green alike. */
const colours = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#d55e00',
  '#f0e442',
  '#999999',
  '#bbbbbb',
];
/** Of what is not cut into stages. */
const wholeColour = '#444444';
const font = 'font-family="sans-serif" font-size="13"';

/** A bar for each process, made of its stages one after another, as SVG. */
export const stageBars = (
  title: string,
  stages: readonly string[],
  processes: Readonly<Record<string, Readonly<Record<string, number>>>>,
): string => {
  const bars = Object.entries(processes);
  const total = (of: Readonly<Record<string, number>>) => Object.values(of).reduce((a, b) => a + b, 0);
  const scale = (width - left - 70) / Math.max(...bars.map(([, of]) => total(of)), 1e-9);
  const colourOf = (stage: string) => colours[stages.indexOf(stage) % colours.length] ?? '#000000';
  const drawn = bars.map(([process, of], row) => {
    const y = top + row * (barHeight + barGap);
    let x = left;
    const parts = stages.flatMap((stage) => {
      const length = (of[stage] ?? 0) * scale;
      if (length === 0) return [];
      const colour = stage === process ? wholeColour : colourOf(stage);
      const part = `<rect x="${x.toFixed(1)}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" fill="${colour}"><title>${process}, ${stage}: ${(of[stage] ?? 0).toFixed(3)} ms</title></rect>`;
      x += length;
      return [part];
    });
    const baseline = y + barHeight - 8;
    return [
      `<text x="${left - 8}" y="${baseline}" text-anchor="end">${process}</text>`,
      ...parts,
      `<text x="${(x + 6).toFixed(1)}" y="${baseline}">${total(of).toFixed(2)}</text>`,
    ].join('\n');
  });
  const shown = stages.filter((stage) => bars.some(([process, of]) => stage in of && process !== stage));
  const legendTop = top + bars.length * (barHeight + barGap) + 10;
  const columns = Math.floor((width - 20) / legendColumn);
  const legend = shown.map((stage, index) => {
    const x = 20 + (index % columns) * legendColumn;
    const y = legendTop + Math.floor(index / columns) * legendLine;
    return `<rect x="${x}" y="${y}" width="12" height="12" fill="${colourOf(stage)}"/><text x="${x + 18}" y="${y + 11}">${stage}</text>`;
  });
  const height = legendTop + Math.ceil(shown.length / columns) * legendLine + 10;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ${font}>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="20" y="28" font-size="16">${title}</text>`,
    ...drawn,
    ...legend,
    '</svg>',
    '',
  ].join('\n');
};
