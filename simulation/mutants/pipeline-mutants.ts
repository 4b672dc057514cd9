/** A defect that is put into a copy of the source: each text, which stands in its file once, becomes another. */
export interface Mutant {
  readonly name: string;
  readonly changes: readonly { readonly file: string; readonly from: string; readonly to: string }[];
}

/** What a pipeline that forgets one of its rules looks like. */
export const pipelineMutants: readonly Mutant[] = [
  {
    name: 'ack before commit',
    changes: [
      {
        file: 'runtime/delivery/consumer.ts',
        from: 'await options.handle(message, () => heldDelivery(delivery.content));\n    acknowledge(delivery);',
        to: 'acknowledge(delivery);\n    await options.handle(message, () => heldDelivery(delivery.content));',
      },
    ],
  },
  {
    name: 'publish before commit',
    changes: [
      {
        file: 'runtime/actor/pipeline.ts',
        from: "  if (changed.length > 0) reached('commit.before');",
        to: `  const early = changed.flatMap(({ commit }) => commit?.outbox ?? []);
  options.onCommitted({ won: new Set(), commits: [], outbox: [{ id: 0, messages: early }] });
  if (changed.length > 0) reached('commit.before');`,
      },
    ],
  },
  {
    name: 'no inbox',
    changes: [
      {
        file: 'runtime/store/load-batch.ts',
        from: 'seen: new Map([...(rows[0]?.facts ?? []).map(asSeen), ...(rows[0]?.seen ?? []).map(bySeenId)]),',
        to: 'seen: new Map(),',
      },
      {
        file: 'runtime/store/commit-batch.ts',
        from: " as row join won using (stream_id)`,\n  );\n  add(\n    'new_outbox',",
        to: " as row join won using (stream_id) on conflict do nothing`,\n  );\n  add(\n    'new_outbox',",
      },
    ],
  },
  {
    name: 'message ids made up anew at every publish',
    changes: [
      {
        file: 'runtime/delivery/wire-message.ts',
        from: '  id: message.id,',
        to: '  id: message.id + Math.random(),',
      },
    ],
  },
  {
    name: 'outbox deleted before the confirm',
    changes: [
      {
        file: 'runtime/delivery/relay.ts',
        from: "    reached('relay.before-publish');",
        to: `    await deletePublished(database, schema, together.map(({ entry }) => entry.id));
    reached('relay.before-publish');`,
      },
    ],
  },
  {
    name: 'timer rows outside the transaction',
    changes: [
      {
        file: 'runtime/store/commit-batch.ts',
        from: '    columns.setTimerColumns,\n    columns.setTimers,',
        to: '    columns.setTimerColumns,\n    () => [],',
      },
      {
        file: 'runtime/store/commit-batch.ts',
        from: '  return { won: new Set(results[0]?.won), outboxId: results[0]?.outboxId ?? undefined };',
        to: `  const winners = new Set(results[0]?.won);
  for (const commit of commits.filter(({ after }) => winners.has(after.streamId)))
    for (const [timerId, dueAt] of columns.setTimers(commit))
      await sql\`insert into \${table('timers')} values (\${commit.after.streamId}, \${timerId},
          \${new Date(dueAt).toISOString()}::timestamptz, \${commit.cause.correlationId}, \${commit.cause.traceparent})
        on conflict (stream_id, timer_id) do update set due_at = excluded.due_at\`.execute(database);
  return { won: winners, outboxId: results[0]?.outboxId ?? undefined };`,
      },
    ],
  },
  {
    name: 'idempotency key per attempt',
    changes: [
      {
        file: 'actors/payment/payment-activities.ts',
        from: 'throw unreadable(request);\n    return `',
        to: 'throw unreadable(request);\n    return Math.random() + `',
      },
    ],
  },
  {
    name: 'activities remembered in memory only',
    changes: [
      {
        file: 'runtime/store/commit-batch.ts',
        from: '    columns.activityColumns,\n    ({ activities }) => activities,',
        to: '    columns.activityColumns,\n    () => [],',
      },
    ],
  },
  {
    name: 'revision not checked',
    changes: [
      {
        file: 'runtime/store/commit-batch.ts',
        from: ' and actor.revision = row.revision - 1',
        to: '',
      },
    ],
  },
];
