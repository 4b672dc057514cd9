import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { composeMail } from '../../actors/notification/compose-mail.ts';
import { createFileMailer } from '../../actors/notification/file-mailer.ts';
import type { Mail } from '../../actors/notification/mailer.ts';
import { type Clock, systemClock } from '../../runtime/clock.ts';
import { Transient } from '../../runtime/errors.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { readMails } from '../support/read-mails.ts';

const live = new AbortController().signal;
const orderId = '7d444840-9dc0-41d1-b245-5ffdce74fad2';
const mail = composeMail(
  { orderId, kind: 'refund', to: 'ada@example.com', currency: 'EUR', total: 1, lines: [] },
  'Shop <shop@example.com>',
);
const many = (count: number, text = mail.text): readonly Mail[] =>
  Array.from({ length: count }, (_, index) => ({ ...mail, messageId: `<${index}@example.com>`, text }));

/** Each look at it is a second later. A batch looks once, so its mails bear one time. */
const tickingClock = (): Clock => {
  let now = Date.UTC(2026, 0, 1);
  return {
    ...systemClock,
    now: () => {
      now += 1_000;
      return now;
    },
  };
};

/** How many mails went to the disk together, one batch after the other. */
const batchesIn = (directory: string): readonly number[] => {
  const counts = new Map<string, number>();
  for (const { at } of readMails(directory)) counts.set(at, (counts.get(at) ?? 0) + 1);
  return [...counts.values()];
};

const isPassing = (error: unknown) =>
  error instanceof Transient && error.code === 'notification/mail-folder-unavailable';

describe('file mailer', () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'file-mailer-'));
  });
  after(() => rmSync(root, { recursive: true }));

  test('a mail becomes a line of JSON in the file of its day, a repeat another one', async () => {
    const directory = join(root, 'days');
    const clock = createManualClock(Date.UTC(2026, 1, 28, 23, 59, 59, 999));
    const mailer = createFileMailer(directory, clock);
    const text = 'First\nsecond "quoted" „Ōsaka“ 🫖\r\n';
    await mailer.send({ ...mail, text }, live);
    clock.advance(1);
    await mailer.send(mail, live);
    await mailer.send(mail, live);
    assert.deepEqual(readdirSync(directory).sort(), ['2026-02-28.jsonl', '2026-03-01.jsonl']);
    const lines = readFileSync(join(directory, '2026-02-28.jsonl'), 'utf8').split('\n');
    assert.equal(lines.length, 2);
    assert.deepEqual(JSON.parse(lines[0] ?? ''), { at: '2026-02-28T23:59:59.999Z', ...mail, text });
    const repeated = { at: '2026-03-01T00:00:00.000Z', ...mail };
    assert.deepEqual(readMails(directory).slice(1), [repeated, repeated]);
    await mailer.close();
  });

  test('what is sent while a batch is written is the next one, and each is in its file when it is sent', async () => {
    const directory = join(root, 'batches');
    const mailer = createFileMailer(directory, tickingClock());
    const send = async (each: Mail) => {
      await mailer.send(each, live);
      assert.ok(readMails(directory).some(({ messageId }) => messageId === each.messageId));
    };
    const [first, ...others] = many(50).map(send);
    // The first batch is taken, and on its way to the disk.
    await new Promise(setImmediate);
    const later = many(90).slice(50).map(send);
    await Promise.all([first, ...others, ...later]);
    assert.deepEqual(batchesIn(directory), [50, 40]);
    await mailer.close();
  });

  test('a batch has 200 mails at most, and ends with the one that makes it a megabyte', async () => {
    const numbers = createFileMailer(join(root, 'numbers'), tickingClock());
    await Promise.all(many(450).map((each) => numbers.send(each, live)));
    assert.deepEqual(batchesIn(join(root, 'numbers')), [200, 200, 50]);
    const sizes = createFileMailer(join(root, 'sizes'), tickingClock());
    await Promise.all(many(5, 'x'.repeat(600_000)).map((each) => sizes.send(each, live)));
    assert.deepEqual(batchesIn(join(root, 'sizes')), [2, 2, 1]);
    await Promise.all([numbers.close(), sizes.close()]);
  });

  test('a folder that cannot be written is a passing fault for all, and nothing is lost when they come again', async () => {
    const occupied = join(root, 'occupied');
    writeFileSync(occupied, '');
    const mailer = createFileMailer(occupied, systemClock);
    const mails = many(3);
    const failures = await Promise.allSettled(mails.map((each) => mailer.send(each, live)));
    for (const failure of failures) assert.ok(failure.status === 'rejected' && isPassing(failure.reason));
    rmSync(occupied);
    await Promise.all(mails.map((each) => mailer.send(each, live)));
    assert.deepEqual(
      readMails(occupied).map(({ messageId }) => messageId),
      mails.map(({ messageId }) => messageId),
    );
    await mailer.close();
  });

  test('a mail that was given up before its batch began is not written, the others are', async () => {
    const directory = join(root, 'aborted');
    const mailer = createFileMailer(directory, systemClock);
    await assert.rejects(mailer.send(mail, AbortSignal.abort()), isPassing);
    assert.throws(() => readdirSync(directory), { code: 'ENOENT' });
    const giveUp = new AbortController();
    const [first, second, third] = many(3);
    assert.ok(first && second && third);
    const before = mailer.send(first, giveUp.signal);
    await new Promise(setImmediate);
    const waiting = [mailer.send(second, giveUp.signal), mailer.send(third, live)];
    giveUp.abort();
    await before;
    await assert.rejects(Promise.all(waiting), isPassing);
    await waiting[1];
    assert.deepEqual(
      readMails(directory).map(({ messageId }) => messageId),
      [first.messageId, third.messageId],
    );
    await mailer.close();
  });

  test('closing waits for what is under way and for what waits behind it', async () => {
    const directory = join(root, 'closed');
    const mailer = createFileMailer(directory, systemClock);
    const sending = many(300).map((each) => mailer.send(each, live));
    await mailer.close();
    assert.equal(readMails(directory).length, 300);
    await Promise.all(sending);
  });
});
