import { sql } from 'kysely';
import Type from 'typebox';
import { setup } from 'xstate';
import { streamId } from '../../contracts/ids.ts';
import { command, fact } from '../../contracts/message-type.ts';
import { onCommand } from '../../runtime/actor/definition.ts';
import { durableMachine } from '../../runtime/actor/durable-machine.ts';
import type { Scenario } from '../../simulation/world/scenario.ts';

const hour = 3_600_000;
const parcel = Type.Object({ id: Type.String() });
const Store = command('order', 'StoreParcel', parcel);
const Fetch = command('order', 'FetchParcel', parcel);
const Stored = fact('order', 'ParcelStored', parcel);
const Fetched = fact('order', 'ParcelFetched', parcel);

const lockerMachine = setup({ delays: { patience: 48 * hour } }).createMachine({
  id: 'locker',
  version: '1',
  initial: 'free',
  states: {
    free: { on: { ParcelStored: 'taken' } },
    taken: { on: { ParcelFetched: 'fetched' }, after: { patience: 'returned' } },
    fetched: { type: 'final' },
    returned: { type: 'final' },
  },
});
const subject = ({ id }: { id: string }) => streamId('locker', id);
const decide = (type: string) => (data: { id: string }) => ({ type, ...data });
const reactions = [
  onCommand(Store, { creates: true, leadsTo: [Stored], subject, decide: decide(Stored.type) }),
  onCommand(Fetch, { creates: false, leadsTo: [Fetched], subject, decide: decide(Fetched.type) }),
];
const actors = [{ category: 'locker', machines: [durableMachine(lockerMachine)], reactions }];

/** Parcels are stored, and fetched within some days or not at all; in the end no locker is taken. */
export const parcelLocker: Scenario = {
  messageTypes: new Map([Store, Fetch, Stored, Fetched].map((each) => [each.type, each])),
  begin: () => ({
    services: () => [{ name: 'order', actors, projections: [] }],
    play: ({ random, client, after }) => {
      const ask = (what: typeof Store | typeof Fetch, id: string) => () =>
        client.ask('order', what, { id }, subject({ id }), `${what.type}-${id}`);
      for (const id of ['left', 'right']) after(random.magnitude(1, hour), ask(Store, id));
      for (const id of ['left', 'right']) after(random.magnitude(1, 96 * hour), ask(Fetch, id));
    },
    check: async (database) => {
      const { rows } = await sql`select stream_id from ${sql.table('order.actors')}
        where state = 'taken'`.execute(database);
      return rows.map((row) => `${JSON.stringify(row)} is still taken`);
    },
  }),
};
