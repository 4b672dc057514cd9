// The shop on Restate: a workflow an order, which the server calls. A step is a `ctx.run` around a transaction.
import './with-resolvers.ts';
import { once } from 'node:events';
import { createServer } from 'node:http2';
import * as restate from '@restatedev/restate-sdk';
import postgres from 'postgres';
import { type NewOrder, type Order, totalOf } from './shop/order.ts';
import { readPrices } from './shop/read-prices.ts';
import { runSaga } from './shop/saga.ts';
import * as steps from './shop/steps.ts';

const { DATABASE_URL = '', POOL_SIZE = '6', HOST = '127.0.0.1', PORT = '0' } = process.env;
const sql = postgres(DATABASE_URL, { max: Number(POOL_SIZE), onnotice: () => {} });
const prices = await readPrices(sql);

/** Wrapped, because the driver would unpack a list. */
const transact = async <Result>(
  step: (transaction: postgres.TransactionSql) => Promise<Result>,
): Promise<Result> => {
  const { result } = await sql.begin(async (transaction) => ({ result: await step(transaction) }));
  return result;
};

const shop = restate.workflow({
  name: 'Shop',
  handlers: {
    run: async (context: restate.WorkflowContext, body: NewOrder): Promise<void> => {
      const order: Order = { ...body, id: context.key, total: totalOf(prices, body) };
      const run = <Result>(name: string, step: (transaction: postgres.TransactionSql) => Promise<Result>) =>
        context.run(name, () => transact(step));
      await runSaga(
        {
          reserve: (of) => run('reserve', (transaction) => steps.reserve(transaction, of)),
          authorize: (of) => run('authorize', (transaction) => steps.authorize(transaction, of)),
          commitAndCapture: async (id) => {
            await restate.RestatePromise.all([
              run('commitReservation', (transaction) => steps.commitReservation(transaction, id)),
              run('capture', (transaction) => steps.capture(transaction, id)),
            ]);
          },
          confirm: (id) => run('confirm', (transaction) => steps.confirm(transaction, id)),
          release: (id) => run('release', (transaction) => steps.release(transaction, id)),
          giveBack: (id) => run('giveBack', (transaction) => steps.giveBack(transaction, id)),
          cancel: (id, reason) => run('cancel', (transaction) => steps.cancel(transaction, id, reason)),
          sendMail: (of, kind) => run('sendMail', (transaction) => steps.sendMail(transaction, of, kind)),
        },
        order,
      );
    },
    cancel: async (context: restate.WorkflowSharedContext): Promise<void> => {
      const taken = await context.run('requestCancellation', () =>
        transact((transaction) => steps.requestCancellation(transaction, context.key)),
      );
      if (!taken) throw new restate.TerminalError('The order is settled', { errorCode: 409 });
    },
  },
});

const server = createServer(restate.createEndpointHandler({ services: [shop], logger: () => {} }));
server.listen(Number(PORT), HOST);
await once(server, 'listening');
const address = server.address();
console.log(`http://${HOST}:${typeof address === 'object' ? address?.port : PORT}`);
process.once('SIGTERM', () => {
  const end = async (): Promise<void> => {
    await sql.end({ timeout: 5 });
    process.exit(0);
  };
  void end();
});
