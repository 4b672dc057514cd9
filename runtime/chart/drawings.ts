import { drawChart } from './draw-chart.ts';
import { readChart } from './read-chart.ts';

/** Draws definitions; each once, when it is first asked for. */
export const createDrawings = (): ((definition: unknown) => Promise<string>) => {
  const drawn = new Map<unknown, Promise<string>>();
  return (definition) => {
    const known = drawn.get(definition);
    if (known !== undefined) return known;
    const drawing = drawChart(readChart(definition));
    drawn.set(definition, drawing);
    drawing.catch(() => drawn.delete(definition));
    return drawing;
  };
};
