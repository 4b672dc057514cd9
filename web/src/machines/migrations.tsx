import { useState } from 'preact/hooks';
import type { MachineSummary } from '../../../contracts/http/machine-http.ts';
import type { MigrationPage, Migrations } from '../../../contracts/http/migration-http.ts';
import { get, post, reasonOf } from '../api.ts';
import { useLoaded } from '../load.ts';
import { stateText } from '../order/state-ids.ts';
import { Card } from '../parts/card.tsx';
import { Show } from '../parts/notice.tsx';
import { count } from '../parts/words.ts';
import { Link } from '../router.tsx';

/** How actors in flight may be moved to another version, and what would become of them. Needs an operator. */
export const MigrationsCard = ({ machine }: { machine: MachineSummary }) => {
  const [wanted, setWanted] = useState(false);
  return (
    <Card title="Moving actors in flight" aside={<span class="soft">a dry run changes nothing</span>}>
      {wanted ? (
        <Possible machine={machine} />
      ) : (
        <button type="button" class="button" onClick={() => setWanted(true)}>
          Show migrations
        </button>
      )}
    </Card>
  );
};

const Possible = ({ machine: { service, name } }: { machine: MachineSummary }) => {
  const path = `/machines/${encodeURIComponent(name)}/migrations`;
  const known = useLoaded(() => get<Migrations>(service, path), [path]);
  const [outcome, setOutcome] = useState<Outcome>();
  const [failed, setFailed] = useState<string>();
  const dryRun = async (from: number, to: number): Promise<void> => {
    setFailed(undefined);
    setOutcome({ from, to, moved: [], left: [], running: true });
    try {
      await tryAll({ service, path, from, to }, setOutcome);
    } catch (error) {
      setFailed(reasonOf(error));
      setOutcome(undefined);
    }
  };
  return (
    <Show of={known}>
      {({ migrations, inFlight }) => (
        <div class="stack">
          <ul class="legend">
            {inFlight.map(({ version, actors }) => (
              <li key={version}>
                in flight on version {version} <b class="number">{count(actors)}</b>
              </li>
            ))}
          </ul>
          {migrations.length === 0 && <p class="soft">No migration of this machine is declared.</p>}
          <p class="tools">
            {migrations.map(({ from, to }) => (
              <button
                key={JSON.stringify([from, to])}
                type="button"
                class="button"
                disabled={outcome?.running}
                onClick={() => void dryRun(from, to)}
              >
                Dry run from {from} to {to}
              </button>
            ))}
          </p>
          {failed && <p class="told bad">{failed}</p>}
          {outcome && <Told outcome={outcome} />}
        </div>
      )}
    </Show>
  );
};

interface Outcome extends Pick<MigrationPage, 'moved' | 'left'> {
  readonly from: number;
  readonly to: number;
  readonly running: boolean;
}

interface Order {
  readonly service: string;
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

/** Page by page, so that it shows how far it is. */
const tryAll = async (
  { service, path, from, to }: Order,
  tell: (outcome: Outcome) => void,
): Promise<void> => {
  const moved = new Map<string, MigrationPage['moved'][number]>();
  const left: MigrationPage['left'] = [];
  let cursor: string | undefined;
  do {
    const body = { from, to, dryRun: true, ...(cursor !== undefined && { cursor }) };
    const page: MigrationPage = await post(service, path, body);
    for (const each of page.moved) {
      const key = JSON.stringify([each.from, each.to]);
      moved.set(key, { ...each, actors: each.actors + (moved.get(key)?.actors ?? 0) });
    }
    left.push(...page.left);
    cursor = page.next;
    tell({ from, to, moved: [...moved.values()], left: [...left], running: cursor !== undefined });
  } while (cursor !== undefined);
};

const mostShown = 50;

const Told = ({ outcome: { moved, left, running } }: { outcome: Outcome }) => (
  <div class="stack" aria-live="polite">
    <p class={left.length > 0 ? 'told bad' : 'told'}>
      {count(moved.reduce((sum, { actors }) => sum + actors, 0))} would move, {count(left.length)} would stay
      {running && ', still looking'}.
    </p>
    {moved.length > 0 && (
      <table>
        <thead>
          <tr>
            <th>From</th>
            <th>To</th>
            <th class="number">How many</th>
          </tr>
        </thead>
        <tbody>
          {moved.map(({ from, to, actors }) => (
            <tr key={JSON.stringify([from, to])}>
              <td>{stateText(from)}</td>
              <td>{stateText(to)}</td>
              <td class="number">{count(actors)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
    <ul>
      {left.slice(0, mostShown).map(({ streamId, state, reason }) => (
        <li key={streamId}>
          <Stream id={streamId} /> stays{state !== undefined && ` in ${stateText(state)}`}: {reason}
        </li>
      ))}
      {left.length > mostShown && <li class="soft">and {count(left.length - mostShown)} more</li>}
    </ul>
  </div>
);

const Stream = ({ id }: { id: string }) => {
  const order = /^order-(.+)$/.exec(id)?.[1];
  return order === undefined ? <span class="mono">{id}</span> : <Link to={`orders/${order}`}>{id}</Link>;
};
