import type { MessageType } from '../../contracts/message-type.ts';
import { RuntimeError } from '../errors.ts';
import type { StreamEvent } from '../store/read-stream.ts';
import type { ActorState, FactEvent } from './actor-state.ts';
import { asStored, changesBetween, isStoredAlike } from './changes-between.ts';
import type { ActorDefinition } from './definition.ts';
import { presentEmissions, readEmissions } from './emissions.ts';
import { storedFact } from './load-state.ts';
import { isMigrated } from './machine-migration.ts';
import { stepAgain } from './replay.ts';
import { machineOf } from './step.ts';

/** Where the machine and what is stored part ways. */
export interface Difference {
  /** The version of the stream at which it was seen. */
  readonly version: number;
  /**
   * - `stream`: a version is missing, or there are more or fewer facts than the actor's row says
   * - `fact`: the machine does not take what was recorded
   * - `state`, `emitted`: it leads elsewhere, it emits something else
   * - `snapshot`, `timers`: what is kept of the actor is not what its stream folds to
   */
  readonly kind: 'stream' | 'fact' | 'state' | 'emitted' | 'snapshot' | 'timers';
  readonly message: string;
}

/** A recorded fact, taken again. */
export interface TakenAgain {
  readonly fact: FactEvent;
  readonly after: ActorState;
  readonly emitted: readonly FactEvent[];
  readonly differences: readonly Difference[];
}

/** Takes a recorded fact again and compares what comes of it with what was recorded; a difference when it throws. */
export const takeAgain = (
  definition: ActorDefinition<unknown, unknown>,
  messageTypes: ReadonlyMap<string, MessageType>,
  before: ActorState,
  event: StreamEvent,
): TakenAgain | Difference => {
  const { version, type } = event;
  if (version !== before.version + 1)
    return { version, kind: 'stream', message: `version ${version} follows version ${before.version}` };
  try {
    const stored = storedFact(messageTypes, event);
    const machine = machineOf(definition, event.machineVersion);
    const where = `in ${shown(before.value)}`;
    const isTaken = isMigrated(stored.fact)
      ? stored.fact.from === before.machineVersion
      : machine.can(before, stored.fact);
    const { after, transition } = stepAgain(definition, before, stored);
    const differences: Difference[] = [];
    if (!isTaken)
      differences.push({
        version,
        kind: 'fact',
        message: `${machine.name} version ${machine.version} does not take ${type} ${where}`,
      });
    else if (!isStoredAlike(after.value, event.state))
      differences.push({
        version,
        kind: 'state',
        message: `${type} ${where} leads to ${shown(after.value)}, recorded is ${shown(event.state)}`,
      });
    const emitted = presentEmissions(machine, messageTypes, transition.emitted);
    const recorded = readEmissions(messageTypes, event.emitted);
    if (isTaken && !isStoredAlike(emitted, recorded))
      differences.push({
        version,
        kind: 'emitted',
        message: `${type} ${where} emits ${emittedOtherwise(emitted, recorded)}`,
      });
    return { fact: stored.fact, after, emitted, differences };
  } catch (error) {
    const code = error instanceof RuntimeError ? ` (${error.code})` : '';
    const reason = error instanceof Error ? error.message : String(error);
    return { version, kind: 'fact', message: `${type} cannot be taken: ${reason}${code}` };
  }
};

/** Whether what follows can still be compared: after another state every fact would differ. */
export const isFollowed = (taken: TakenAgain | Difference): taken is TakenAgain =>
  'after' in taken && taken.differences.every(({ kind }) => kind === 'emitted');

/** What is not the same about two lists of messages: which they are, or else what they say. */
const emittedOtherwise = (emitted: readonly FactEvent[], recorded: readonly FactEvent[]): string => {
  const [now, then] = [emitted, recorded].map((messages) => messages.map(({ type }) => type).join(', '));
  if (now !== then) return `${now || 'nothing'}, recorded is ${then || 'nothing'}`;
  return emitted
    .flatMap((message, index) => changesBetween(asStored(recorded[index]), asStored(message), message.type))
    .map(({ path, before, after }) => `${path} as ${shown(after)}, recorded is ${shown(before)}`)
    .join('; ');
};

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
