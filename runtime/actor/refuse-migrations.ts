import { Poison } from '../errors.ts';
import type { ActorDefinition } from './definition.ts';

/** @throws Poison `machine/bad-migration` when a declared migration joins versions that are not there, or one pair twice. */
export const refuseMigrations = ({
  category,
  machines,
  migrations = [],
}: ActorDefinition<unknown, unknown>): void => {
  const pairs = new Set<string>();
  for (const { from, to } of migrations) {
    const pair = `${from} → ${to}`;
    const refuse = (why: string): never => {
      throw new Poison('machine/bad-migration', `${category}: the migration ${pair} ${why}`);
    };
    for (const version of [from, to])
      if (!machines.some((machine) => machine.version === version))
        refuse(`needs machine version ${version}; keep it among the machines`);
    if (from === to) refuse('leads nowhere; give two versions');
    if (pairs.has(pair)) refuse('is declared twice; keep one');
    pairs.add(pair);
  }
};
