import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { Envelope } from '../../../contracts/envelope.ts';
import type { MessageType } from '../../../contracts/message-type.ts';
import type { Ledger } from '../../../proofs/ledger.ts';
import type { ActorDefinition } from '../../../runtime/actor/definition.ts';

/** How a fact comes to an actor: in a message from outside, or as the outcome of its own activity. */
export type Delivery =
  | { readonly message: MessageType; readonly data: object; readonly envelope?: Partial<Envelope> }
  | 'outcome';

/** An actor of a service, and how each fact of its model is brought about. */
export interface ModelledActor {
  readonly schema: string;
  readonly definition: ActorDefinition<unknown, unknown>;
  readonly machine: AnyStateMachine;
  readonly ledger: Ledger;
  /** The part of the ledger's facts that names the entity, and what stands there for actor `index` instead. */
  readonly entity: string;
  entityOf(index: number): string;
  /** What becomes the fact in this state; undefined where the actor makes another fact of it, or none. */
  deliver(fact: AnyEventObject, state: AnyMachineSnapshot): Delivery | undefined;
  /** What of the context tells two states apart, beside where timers and guards do; nothing unless given. */
  sameness?(context: unknown): unknown;
}
