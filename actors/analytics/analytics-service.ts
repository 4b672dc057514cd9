import type { ServiceDefinition } from '../../runtime/service.ts';
import { businessFigures } from './business-figures.ts';
import { journeyActor } from './journey-actor.ts';

/** Listens to orders, payments and stock, and keeps the figures of the business. */
export const analyticsService = (): ServiceDefinition => ({
  name: 'analytics',
  actors: [journeyActor],
  projections: [businessFigures],
  restMs: 200,
});
