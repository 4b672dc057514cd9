import type { Registry } from 'prom-client';
import { type ServiceStatus, Services } from '../../contracts/http/service-http.ts';
import type { Service } from '../service.ts';
import { countHeld } from '../store/count-held.ts';
import type { HttpServer } from './http-server.ts';

/** What the status of services is read from. */
export interface StatusSource {
  readonly services: readonly Pick<Service, 'name' | 'database'>[];
  readonly registry: Registry;
  readonly readiness: () => Promise<Readonly<Record<string, boolean>>>;
}

/** `GET /services`: how the services of this process are. */
export const addServiceRoutes = (
  server: HttpServer,
  { services, registry, readiness }: StatusSource,
): void => {
  server.get(
    '/services',
    {
      schema: {
        tags: ['operations'],
        summary: 'How the services of this process are',
        response: { 200: Services },
      },
    },
    async (): Promise<ServiceStatus[]> => {
      const checks = { ...(await readiness()) };
      return Promise.all(
        services.map(async ({ name, database }) => {
          const figures = await figuresOf(registry, name);
          const [outboxWaiting, oldest, due, attention] = [
            'outbox_waiting',
            'outbox_oldest_age_seconds',
            'timers_due',
            'needs_attention',
          ].map((metric) => sum(figures(metric)));
          return {
            name,
            checks,
            steps: sum(figures('actor_steps_total')),
            outbox: { waiting: outboxWaiting ?? 0, oldestAgeSeconds: oldest ?? 0 },
            lagSeconds: Object.fromEntries(
              figures('projection_lag_seconds').map(({ labels, value }) => [
                String(labels.projection),
                value,
              ]),
            ),
            timersDue: due ?? 0,
            held: checks.database === false ? nothing : await countHeld(database, name),
            needsAttention: attention ?? 0,
          };
        }),
      );
    },
  );
};

const nothing = { dead: 0, retrying: 0, parked: 0 };

interface Figure {
  readonly labels: Readonly<Record<string, string | number | undefined>>;
  readonly value: number;
}

/** The figures of one service, by the name of the metric. */
const figuresOf = async (
  registry: Registry,
  service: string,
): Promise<(metric: string) => readonly Figure[]> => {
  const metrics = await registry.getMetricsAsJSON();
  return (metric) =>
    (metrics.find(({ name }) => name === metric)?.values ?? []).filter(
      ({ labels }) => labels.service === service,
    );
};

const sum = (figures: readonly Figure[]): number => figures.reduce((all, { value }) => all + value, 0);
