import type { Page } from 'playwright-core';

/**
 * Does `work` and tells how many milliseconds of CPU the page's own thread spent meanwhile: scripts, styles, layout and
 * what is to be painted. Unlike the time that passed, it does not tell how busy the machine is with something else.
 */
export const measureCpu = async <Result>(
  page: Page,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly cpuMs: number }> => {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const readMs = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    const busy = metrics.find(({ name }) => name === 'TaskDuration');
    if (!busy) throw new Error('The browser does not tell how long its tasks took');
    return busy.value * 1_000;
  };
  const before = await readMs();
  const result = await work();
  const cpuMs = (await readMs()) - before;
  await session.detach();
  return { result, cpuMs };
};
