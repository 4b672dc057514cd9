import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Scenario } from './world/scenario.ts';

const isScenario = (value: unknown): value is Scenario =>
  typeof value === 'object' && value !== null && 'messageTypes' in value && 'begin' in value;

/** Reads the one scenario that a module exports. @throws Error when it has none, or several */
export const loadScenario = async (file: string): Promise<Scenario> => {
  const module: object = await import(pathToFileURL(resolve(file)).href);
  const [scenario, ...others] = Object.values(module).filter(isScenario);
  if (!scenario || others.length > 0) throw new Error(`${file} must export one scenario`);
  return scenario;
};
