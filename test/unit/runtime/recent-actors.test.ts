import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { messageId } from '../../../contracts/ids.ts';
import type { ActorState } from '../../../runtime/actor/actor-state.ts';
import type { Intake } from '../../../runtime/actor/intake.ts';
import { createRecentActors, type RecentActors } from '../../../runtime/actor/recent-actors.ts';
import type { ActorCommit } from '../../../runtime/store/actor-commit.ts';
import { toyStream } from '../../support/toy-definition.ts';
import { Add } from '../../support/toy-machine.ts';
import { toyMessage } from '../../support/toy-message.ts';

const stateOf = (id: string, version: number): ActorState => ({
  streamId: toyStream(id),
  version,
  machineVersion: 1,
  value: 'open',
  context: {},
  done: false,
  createdAt: 0,
  updatedAt: 0,
  timers: {},
});

/** The commit of one message that leads to `version`. */
const commitTo = (id: string, version: number, more: Partial<ActorCommit> = {}): ActorCommit => ({
  revision: version - 1,
  before: stateOf(id, version - 1),
  after: stateOf(id, version),
  inbox: [{ messageId: `m${version}`, outcome: 'accepted' }],
  facts: [],
  outbox: [],
  activities: [],
  finished: [],
  holds: [],
  released: [],
  cause: toyMessage(Add, { id, by: 1 }, `m${version}`),
  ...more,
});

const intake = (id: string, message: string, more: Partial<Intake> = {}): Intake => ({
  message: { ...toyMessage(Add, { id, by: 1 }, message), id: messageId(message) },
  streamId: toyStream(id),
  recorded: true,
  settle: () => {},
  fail: () => {},
  ...more,
});

const knownOf = (recent: RecentActors, id: string, message = 'next', more: Partial<Intake> = {}) =>
  recent.of(toyStream(id), [intake(id, message, more)]);

describe('recent actors', () => {
  test('one that began here is known as its last commit left it', () => {
    const recent = createRecentActors();
    recent.keep(commitTo('a', 1));
    recent.keep(commitTo('a', 2));
    const { state, revision } = knownOf(recent, 'a') ?? {};
    assert.deepEqual([state?.version, revision], [2, 2]);
  });

  test('one that began elsewhere is not known: its messages are not', () => {
    const recent = createRecentActors();
    recent.keep(commitTo('a', 2));
    assert.equal(knownOf(recent, 'a'), undefined);
  });

  test('one that somebody else moved in between is forgotten', () => {
    const recent = createRecentActors();
    recent.keep(commitTo('a', 1));
    recent.keep(commitTo('a', 3));
    assert.equal(knownOf(recent, 'a'), undefined);
  });

  test('one is not known to a message that it had before, nor to one that was held', () => {
    const recent = createRecentActors();
    recent.keep(commitTo('a', 1));
    recent.keep(commitTo('a', 2));
    assert.equal(knownOf(recent, 'a', 'm1'), undefined);
    assert.equal(knownOf(recent, 'a', 'next', { held: { id: 1, attempts: 1 } }), undefined);
  });

  test('a message is remembered also by the fact that it became', () => {
    const recent = createRecentActors();
    const fact = {
      version: 1,
      fact: { type: 'Added' },
      schemaVersion: 1,
      message: intake('a', 'told').message,
      emitted: [],
      published: [],
      after: stateOf('a', 1),
      time: 0,
    };
    recent.keep(commitTo('a', 1, { inbox: [], facts: [fact] }));
    assert.equal(knownOf(recent, 'a', 'told'), undefined);
    assert.equal(knownOf(recent, 'a')?.revision, 1);
  });

  test('one that is done, or that messages wait for, is forgotten', () => {
    const recent = createRecentActors();
    recent.keep(commitTo('a', 1, { after: { ...stateOf('a', 1), done: true } }));
    assert.equal(knownOf(recent, 'a'), undefined);
    const hold = {
      intake: intake('b', 'm1'),
      form: { kind: 'message', headers: {}, body: Buffer.of() },
    } as const;
    recent.keep(
      commitTo('b', 1, {
        holds: [
          {
            ...hold,
            id: undefined,
            state: 'dead',
            attempts: 1,
            dueAt: 0,
            errorCode: '',
            errorMessage: '',
            errorStack: undefined,
          },
        ],
      }),
    );
    assert.equal(knownOf(recent, 'b'), undefined);
  });

  test('the one that was not touched for longest makes room', () => {
    const recent = createRecentActors();
    recent.keep(commitTo('old', 1));
    recent.keep(commitTo('kept', 1));
    for (let number = 0; number < 3_998; number += 1) recent.keep(commitTo(`new-${number}`, 1));
    recent.keep(commitTo('kept', 2));
    recent.keep(commitTo('last', 1));
    assert.equal(knownOf(recent, 'old'), undefined);
    assert.equal(knownOf(recent, 'kept')?.revision, 2);
  });
});
