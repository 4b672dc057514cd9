import type { IAsyncProperty } from 'fast-check';
import type { FuzzedSystem } from './fuzzed-system.ts';

/** Something that holds whatever comes from outside. */
export interface FuzzProperty {
  readonly name: string;
  property(system: FuzzedSystem): IAsyncProperty<readonly unknown[]>;
}
