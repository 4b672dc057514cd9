import type { AuditPage } from '../../../contracts/http/dead-letter-http.ts';
import { get, processes } from '../api.ts';
import { useLoaded } from '../load.ts';
import { Card } from '../parts/card.tsx';
import { Show } from '../parts/notice.tsx';
import { clock } from '../parts/words.ts';
import { ActionList } from './action-list.tsx';

/** What operators did lately, with all services. */
export const AuditTrail = ({ round }: { round: unknown }) => {
  const trail = useLoaded(async () => {
    const pages = await Promise.all(
      processes().map((service) => get<AuditPage>(service, '/dead-letters/audit?limit=50')),
    );
    return pages.flatMap(({ actions }) => actions).toSorted((one, other) => (one.at > other.at ? -1 : 1));
  }, [round]);
  return (
    <Card
      title="What operators did"
      aside={trail.value?.[0] && <span class="soft">last at {clock(trail.value[0].at)}</span>}
    >
      <Show of={trail}>{(actions) => <ActionList actions={actions} />}</Show>
    </Card>
  );
};
