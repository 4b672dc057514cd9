import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emit, setup } from 'xstate';
import type { Ledger } from '../../proofs/ledger.ts';
import { prove } from '../../proofs/prove.ts';

/** A room that is booked against a deposit. */
const booking = setup({
  actions: { take: emit({ type: 'TakeDeposit' }), giveBack: emit({ type: 'ReturnDeposit' }) },
  delays: { patience: 60_000 },
}).createMachine({
  id: 'booking',
  initial: 'free',
  states: {
    free: { on: { RoomBooked: 'securing' } },
    securing: {
      entry: 'take',
      on: { DepositTaken: 'booked', DepositRefused: 'over' },
      after: { patience: 'returning' },
    },
    booked: { tags: 'awaitsPerson', on: { GuestLeft: 'returning' } },
    returning: { entry: 'giveBack', on: { DepositReturned: 'over' }, after: { patience: 'stuck' } },
    stuck: { tags: 'awaitsPerson', on: { ReturnResumed: 'returning' } },
    over: { type: 'final' },
  },
});

const types = 'RoomBooked DepositTaken DepositRefused GuestLeft DepositReturned ReturnResumed'.split(' ');
const ledger: Ledger = {
  input: {},
  facts: types.map((type) => ({ type })),
  waits: { free: ['RoomBooked'] },
  accounts: [
    {
      name: 'deposit',
      begins: 'none',
      moves: [
        { on: { emits: 'TakeDeposit' }, from: ['none'], to: 'owed' },
        { on: { takes: 'DepositRefused' }, from: ['owed'], to: 'none' },
        { on: { emits: 'ReturnDeposit' }, from: ['owed', 'returning'], to: 'returning' },
        { on: { takes: 'DepositReturned' }, from: ['returning'], to: 'none' },
      ],
      settledIn: { over: ['none'] },
    },
  ],
};

for (const { statement, counterexample } of prove(booking, ledger))
  test(statement, () => assert.equal(counterexample, undefined, counterexample));
