import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { simpleParser } from 'mailparser';
import { composeMail, type MailRequest } from '../../actors/notification/compose-mail.ts';
import { createFileMailer, mailFileName } from '../../actors/notification/file-mailer.ts';
import { Transient } from '../../runtime/errors.ts';

const live = new AbortController().signal;
const orderId = '7d444840-9dc0-41d1-b245-5ffdce74fad2';
const request: MailRequest = {
  orderId,
  kind: 'refund',
  to: 'ada@example.com',
  currency: 'EUR',
  total: 1,
  lines: [],
};
const mail = composeMail(request, 'Shop <shop@example.com>');
const file = `mail-refund-${orderId}@order-processing.invalid.eml`;

describe('file mailer', () => {
  let root: string;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'file-mailer-'));
  });
  after(() => rm(root, { recursive: true }));

  test('a mail becomes a file that a mail program reads', async () => {
    const directory = join(root, 'new', 'folder');
    const mailer = createFileMailer(directory);
    await mailer.send(mail, live);
    const arrived = await simpleParser(await readFile(join(directory, file)));
    assert.equal(arrived.messageId, mail.messageId);
    assert.equal(arrived.text, mail.text);
    assert.match(String(arrived.html), /<!doctype html>/);
    await mailer.close();
  });

  test('what a mail says arrives as it is: long lines, other alphabets, spaces at the end of a line', async () => {
    const directory = join(root, 'content');
    const mailer = createFileMailer(directory);
    const text = `2 x Tee­kanne „Ōsaka“ 🫖  €25.80 \n${'very '.repeat(400)}long\n.\nFrom here =3D = on\n--\n`;
    const html = `<p>${text.replaceAll('\n', '<br>')}</p>`;
    const to = 'ada@bücher.example';
    await mailer.send({ ...mail, to, from: 'Läden & Söhne <shop@example.com>', text, html }, live);
    const source = await readFile(join(directory, file), 'latin1');
    assert.deepEqual(source.match(/[^\r]\n|[^\r\n -~]|.{79,}/g), null);
    const arrived = await simpleParser(source);
    assert.equal(arrived.text, text);
    assert.equal(arrived.html, html);
    assert.equal(arrived.from?.text, '"Läden & Söhne" <shop@example.com>');
    assert.equal(arrived.subject, mail.subject);
    await mailer.close();
  });

  test('a folder that is removed is made again', async () => {
    const directory = join(root, 'removed');
    const mailer = createFileMailer(directory);
    await mailer.send(mail, live);
    await rm(directory, { recursive: true });
    await mailer.send(mail, live);
    assert.deepEqual(await readdir(directory), [file]);
    await mailer.close();
  });

  test('ten repeats at once leave one whole file and nothing else', async () => {
    const directory = join(root, 'repeats');
    const mailer = createFileMailer(directory);
    await Promise.all(Array.from({ length: 10 }, () => mailer.send(mail, live)));
    assert.deepEqual(await readdir(directory), [file]);
    assert.equal((await simpleParser(await readFile(join(directory, file)))).text, mail.text);
    await mailer.close();
  });

  test('a Message-ID cannot name a file outside the folder', () => {
    assert.equal(mailFileName('<../../etc/passwd>'), '..%2F..%2Fetc%2Fpasswd.eml');
  });

  test('a folder that cannot be written is a passing fault and leaves no file behind', async () => {
    const occupied = join(root, 'occupied');
    await writeFile(occupied, '');
    const mailer = createFileMailer(occupied);
    await assert.rejects(mailer.send(mail, live), (error) => {
      assert.ok(error instanceof Transient);
      assert.equal(error.code, 'notification/mail-folder-unavailable');
      return true;
    });
    await mailer.close();
  });

  test('a mail that was given up before it began is not written', async () => {
    const directory = join(root, 'aborted');
    const mailer = createFileMailer(directory);
    await assert.rejects(mailer.send(mail, AbortSignal.abort()), Transient);
    await assert.rejects(readdir(directory), { code: 'ENOENT' });
    await mailer.close();
  });
});
