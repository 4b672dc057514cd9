import type { Migration } from 'kysely';
import { runtime } from './0001-runtime.ts';
import { gateway } from './0002-gateway.ts';
import { inventory } from './0003-inventory.ts';
import { notification } from './0004-notification.ts';
import { analytics } from './0005-analytics.ts';
import { order } from './0006-order.ts';
import { conversations } from './0007-conversations.ts';
import { projections } from './0007-projections.ts';
import { stuckActors } from './0008-stuck-actors.ts';
import { outboxOfCommits } from './0009-outbox-of-commits.ts';
import { plainSnapshots } from './0010-plain-snapshots.ts';
import { stateCounts } from './0011-state-counts.ts';
import { gatewayJournal } from './0012-gateway-journal.ts';
import { roomInActors } from './0013-room-in-actors.ts';
import { streamsAsInbox } from './0014-streams-as-inbox.ts';

/** Every migration in order; one that was released is never changed or taken out. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-runtime': runtime,
  '0002-gateway': gateway,
  '0003-inventory': inventory,
  '0004-notification': notification,
  '0005-analytics': analytics,
  '0006-order': order,
  '0007-conversations': conversations,
  '0007-projections': projections,
  '0008-stuck-actors': stuckActors,
  '0009-outbox-of-commits': outboxOfCommits,
  '0010-plain-snapshots': plainSnapshots,
  '0011-state-counts': stateCounts,
  '0012-gateway-journal': gatewayJournal,
  '0013-room-in-actors': roomInActors,
  '0014-streams-as-inbox': streamsAsInbox,
};
