import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { simpleParser } from 'mailparser';
import { composeMail } from '../../../actors/notification/compose-mail.ts';
import { composeMime } from '../../../actors/notification/compose-mime.ts';

const orderId = '7d444840-9dc0-41d1-b245-5ffdce74fad2';
const mail = composeMail(
  { orderId, kind: 'refund', to: 'ada@example.com', currency: 'EUR', total: 1, lines: [] },
  'Shop <shop@example.com>',
);
const date = new Date('2026-03-01T10:20:30.000Z');

describe('a mail as mail programs read it', () => {
  test('says who it is from and to, when it was asked for, and the same as text and as HTML', async () => {
    const read = await simpleParser(await composeMime(mail, date));
    assert.equal(read.messageId, mail.messageId);
    assert.equal(read.subject, mail.subject);
    assert.equal(read.from?.text, '"Shop" <shop@example.com>');
    assert.deepEqual(read.to && 'text' in read.to && read.to.text, mail.to);
    assert.deepEqual(read.date, date);
    assert.equal(read.text, mail.text);
    assert.equal(String(read.html).trim(), mail.html.trim());
  });

  test('what it says stays as it is: long lines, other alphabets, spaces at the end of a line', async () => {
    const text = `2 x Tee­kanne „Ōsaka“ 🫖  €25.80 \n${'very '.repeat(400)}long\n.\nFrom here =3D = on\n--\n`;
    const html = `<p>${text.replaceAll('\n', '<br>')}</p>`;
    const to = 'ada@bücher.example';
    const from = 'Läden & Söhne <shop@example.com>';
    const source = await composeMime({ ...mail, to, from, text, html }, date);
    assert.deepEqual(source.match(/[^\r]\n|[^\r\n -~]|.{79,}/g), null);
    const read = await simpleParser(source);
    assert.equal(read.text, text);
    assert.equal(read.html, html);
    assert.equal(read.from?.text, '"Läden & Söhne" <shop@example.com>');
    assert.equal(read.subject, mail.subject);
  });

  test('no line break makes a header of what follows it, and a recipient is one address', async () => {
    const bad = { subject: 'Hello\r\nBcc: eve@example.com', to: 'ada@example.com, eve@example.com' };
    const source = await composeMime({ ...mail, ...bad }, date);
    assert.doesNotMatch(source, /^Bcc:/im);
    const { to } = await simpleParser(source);
    assert.equal(to && 'value' in to && to.value.length, 1);
  });
});
