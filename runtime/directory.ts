import type { Envelope } from '../contracts/envelope.ts';
import { categoryOf, type StreamId } from '../contracts/ids.ts';
import type { Activity, ActorDefinition, Reaction } from './actor/definition.ts';
import { refuseMigrations } from './actor/refuse-migrations.ts';
import { Poison } from './errors.ts';
import type { ActivityRow } from './store/activities.ts';

/** Finds what belongs to a stream or a message within one service. */
export interface Directory {
  /** @throws Poison `actor/unknown-category` */
  definitionOf(streamId: StreamId): ActorDefinition<unknown, unknown>;
  /** The actor that takes a message. @throws Poison `message/not-for-service` */
  subjectOf(message: Envelope): StreamId;
  /** Whether a message may be the first of its actor. */
  begins(message: Envelope): boolean;
  /** @throws Poison `activity/unknown` */
  activityOf(row: ActivityRow): Activity;
}

/** A service's name, for error messages, and its actors. */
interface HostedActors {
  readonly name: string;
  readonly actors: readonly ActorDefinition<unknown, unknown>[];
}

/**
 * Indexes a service's definitions.
 * @throws Poison `service/ambiguous` when two actors take the same message type or share a category;
 * `machine/bad-migration`.
 */
export const createDirectory = ({ name, actors }: HostedActors): Directory => {
  const byCategory = new Map<string, ActorDefinition<unknown, unknown>>();
  const reactions = new Map<string, Reaction<unknown, unknown>>();
  for (const actor of actors) {
    if (byCategory.has(actor.category))
      throw new Poison(
        'service/ambiguous',
        `${name}: two actors have the category ${actor.category}; rename one`,
      );
    refuseMigrations(actor);
    byCategory.set(actor.category, actor);
    for (const reaction of actor.reactions) {
      const { type } = reaction.message;
      if (reactions.has(type))
        throw new Poison(
          'service/ambiguous',
          `${name}: two reactions take ${type}; one message has one actor`,
        );
      reactions.set(type, reaction);
    }
  }
  const definitionOf = (streamId: StreamId) => {
    const definition = byCategory.get(categoryOf(streamId));
    if (definition) return definition;
    throw new Poison('actor/unknown-category', `${name} has no actor for ${streamId}; deploy it`);
  };
  return {
    definitionOf,
    subjectOf: (message) => {
      const reaction = reactions.get(message.type);
      if (reaction) return reaction.subject(message.data, message);
      throw new Poison('message/not-for-service', `${name} takes no ${message.type}; correct the routing`);
    },
    begins: (message) => reactions.get(message.type)?.creates ?? false,
    activityOf: (row) => {
      const activity = definitionOf(row.streamId).activities?.[row.request.type];
      if (activity) return activity;
      throw new Poison(
        'activity/unknown',
        `${row.streamId} asked for ${row.request.type}; declare the activity`,
      );
    },
  };
};
