import Type, { type Static } from 'typebox';
import { Populations } from './population-http.ts';
import { ServiceStatus } from './service-http.ts';

/** `GET /console/services.json`: under which path of this origin each service is reached; empty: at its root. */
export const ConsoleServices = Type.Record(Type.String(), Type.String());
export type ConsoleServices = Static<typeof ConsoleServices>;

/** Data of the events `services` of `GET /console/stream`. */
export const LiveServices = Type.Object({
  at: Type.String({ format: 'date-time' }),
  services: Type.Array(ServiceStatus),
  unreachable: Type.Array(Type.String(), { description: 'Services that do not answer' }),
});
export type LiveServices = Static<typeof LiveServices>;

/** Data of the events `population` of `GET /console/stream`. */
export const LivePopulation = Populations;
export type LivePopulation = Static<typeof LivePopulation>;
