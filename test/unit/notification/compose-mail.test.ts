import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { composeMail, type MailRequest } from '../../../actors/notification/compose-mail.ts';
import { formatMoney } from '../../../actors/notification/format-money.ts';
import { CancellationReason } from '../../../contracts/order-messages.ts';

const orderId = '7d444840-9dc0-41d1-b245-5ffdce74fad2';
const confirmation: MailRequest = {
  orderId,
  kind: 'confirmation',
  to: 'ada@example.com',
  currency: 'EUR',
  total: 5497,
  lines: [
    { sku: 'MUG-1', name: 'Blue mug', quantity: 2, unitPrice: 1249 },
    { sku: 'TEE-1', name: 'T-shirt', quantity: 1, unitPrice: 2999 },
  ],
};
const from = 'Shop <shop@example.com>';

describe('composeMail', () => {
  test('a confirmation lists what was bought, each line total and the sum, in both parts', () => {
    const mail = composeMail(confirmation, from);
    assert.equal(mail.subject, 'Your order is confirmed (7d444840)');
    assert.equal(mail.to, 'ada@example.com');
    assert.equal(mail.from, from);
    assert.equal(
      mail.text,
      [
        'Thank you! Your order is confirmed.',
        '2 x Blue mug  €24.98\n1 x T-shirt  €29.99',
        'Total: €54.97',
        `Order ${orderId}\n`,
      ].join('\n\n'),
    );
    for (const part of ['Blue mug', '€24.98', 'T-shirt', '€29.99', '€54.97', orderId]) {
      assert.ok(mail.html.includes(part), part);
    }
  });

  test('a cancellation gives its reason in words and the note of the customer', () => {
    const mail = composeMail(
      { ...confirmation, kind: 'cancellation', reason: 'cancelled-by-customer', note: 'Found it\ncheaper' },
      from,
    );
    for (const part of [mail.text, mail.html]) {
      assert.match(part, /Your order was cancelled\./);
      assert.match(part, /You cancelled it\./);
      assert.match(part, /Your note: Found it\ncheaper/);
    }
  });

  test('every reason of cancellation has words of its own', () => {
    const texts = CancellationReason.anyOf.map(
      ({ const: reason }) => composeMail({ ...confirmation, kind: 'cancellation', reason }, from).text,
    );
    assert.equal(new Set(texts).size, CancellationReason.anyOf.length);
    for (const text of texts) assert.doesNotMatch(text, /undefined/);
  });

  test('a refund tells the amount that comes back', () => {
    const mail = composeMail({ ...confirmation, kind: 'refund' }, from);
    assert.match(mail.text, /Refunded: €54\.97/);
  });

  test('what comes from orders is escaped in HTML and left alone in text', () => {
    const name = `<script>alert("1")</script> & 'co'`;
    const line = { sku: 'X', name, quantity: 1, unitPrice: 1 };
    const mail = composeMail({ ...confirmation, lines: [line], note: '<img src=x>' }, from);
    assert.doesNotMatch(mail.html, /<script|<img/);
    assert.ok(mail.html.includes('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;co&#39;'));
    assert.ok(mail.html.includes('&lt;img src=x&gt;'));
    assert.ok(mail.text.includes(name));
  });

  test('one cause has one Message-ID, another kind or order has another', () => {
    const { messageId } = composeMail(confirmation, from);
    assert.equal(messageId, `<mail-confirmation-${orderId}@order-processing.invalid>`);
    assert.equal(
      composeMail({ ...confirmation, note: 'again' }, 'Other <o@example.com>').messageId,
      messageId,
    );
    assert.notEqual(composeMail({ ...confirmation, kind: 'refund' }, from).messageId, messageId);
    const other = { ...confirmation, orderId: '00000000-0000-4000-8000-000000000000' };
    assert.notEqual(composeMail(other, from).messageId, messageId);
  });
});

describe('formatMoney', () => {
  test('minor units are written with the decimals of their currency', () => {
    assert.equal(formatMoney(123456n, 'EUR'), '€1,234.56');
    assert.equal(formatMoney(5n, 'USD'), '$0.05');
    assert.equal(formatMoney(123456n, 'JPY'), '¥123,456');
    assert.match(formatMoney(123456n, 'KWD'), /123\.456$/);
    assert.equal(formatMoney(0n, 'EUR'), '€0.00');
  });

  test('amounts beyond what a double holds are exact', () => {
    assert.equal(
      formatMoney(BigInt(Number.MAX_SAFE_INTEGER) * 1000n + 1n, 'EUR'),
      '€90,071,992,547,409,910.01',
    );
  });
});
