import Type, { type Static } from 'typebox';

const Count = Type.Integer({ minimum: 0 });
const Seconds = Type.Number({ description: 'Seconds' });

/** How one service is. */
export const ServiceStatus = Type.Object({
  name: Type.String(),
  checks: Type.Record(Type.String(), Type.Boolean(), { description: 'What it needs: name → can be reached' }),
  steps: Type.Number({ description: 'Messages given to its actors since its process began' }),
  outbox: Type.Object({ waiting: Count, oldestAgeSeconds: Seconds }),
  lagSeconds: Type.Record(Type.String(), Seconds, {
    description: 'Age of the oldest event not yet projected, by read model',
  }),
  timersDue: Count,
  held: Type.Object({ dead: Count, retrying: Count, parked: Count }),
  needsAttention: Type.Integer({ minimum: 0, description: 'Actors that wait for a person' }),
});
export type ServiceStatus = Static<typeof ServiceStatus>;

/** `GET /services`: those that this process runs. */
export const Services = Type.Array(ServiceStatus);
