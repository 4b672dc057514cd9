/** The version of `@statelyai/inspect` whose events these are; receivers want to be told. */
const protocolVersion = '0.7.2';

interface Common {
  readonly sessionId: string;
  readonly rootId: string;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: string;
  readonly _version: string;
}

/** A state as the inspector shows it. */
export interface InspectedSnapshot {
  readonly status: 'active' | 'done';
  readonly value: unknown;
  readonly context: unknown;
}

/** What the inspector is told: that there is an actor, that it was sent an event, what state that led to. */
export type InspectionEvent = Common &
  (
    | {
        readonly type: '@xstate.actor';
        readonly name: string;
        /** JSON */
        readonly definition: string;
        readonly snapshot: InspectedSnapshot;
      }
    | { readonly type: '@xstate.event'; readonly event: { readonly type: string } }
    | {
        readonly type: '@xstate.snapshot';
        readonly event: { readonly type: string };
        readonly snapshot: InspectedSnapshot;
      }
  );

/** Tells of one actor. */
export const inspectionOf = (sessionId: string) => {
  const common = (id: string, time: string): Common => ({
    sessionId,
    rootId: sessionId,
    id: `${sessionId}-${id}`,
    createdAt: String(Date.parse(time)),
    _version: protocolVersion,
  });
  return {
    /** It has this definition from now on; without a snapshot it is where the definition begins. */
    actor: async (
      definition: unknown,
      time: string,
      snapshot?: InspectedSnapshot,
    ): Promise<InspectionEvent> => {
      // Only this command needs it, and no other should load it.
      const { createMachine, initialTransition } = await import('xstate');
      const machine = createMachine(Object(definition));
      const { value } = initialTransition(machine)[0];
      return {
        type: '@xstate.actor',
        name: machine.id,
        definition: JSON.stringify(definition),
        snapshot: snapshot ?? { status: 'active', value, context: {} },
        ...common(`machine-${machine.version}`, time),
      };
    },
    /** It took a fact. */
    step: (
      version: number,
      time: string,
      event: { readonly type: string },
      snapshot: InspectedSnapshot,
    ): readonly InspectionEvent[] => [
      { type: '@xstate.event', event, ...common(`event-${version}`, time) },
      { type: '@xstate.snapshot', event, snapshot, ...common(`snapshot-${version}`, time) },
    ],
  };
};
