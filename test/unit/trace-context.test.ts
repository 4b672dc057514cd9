import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { childTraceparent, newTraceparent, parseTraceparent } from '../../runtime/telemetry/trace-context.ts';

const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('trace context', () => {
  it('takes a traceparent apart', () => {
    assert.deepEqual(parseTraceparent(parent), {
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '00f067aa0ba902b7',
      sampled: true,
    });
  });

  for (const header of [
    undefined,
    '',
    'nonsense',
    parent.toUpperCase(),
    `${parent}-more`,
    `ff${parent.slice(2)}`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`,
  ]) {
    it(`does not take ${JSON.stringify(header)}`, () => assert.equal(parseTraceparent(header), undefined));
  }

  it('keeps the trace and the sampling in a child, with a span of its own', () => {
    const unsampled = parent.replace(/01$/, '00');
    const child = parseTraceparent(childTraceparent(unsampled, 'order-1/2/0'));
    assert.equal(child?.traceId, '4bf92f3577b34da6a3ce929d0e0e4736');
    assert.notEqual(child?.spanId, '00f067aa0ba902b7');
    assert.equal(child?.sampled, false);
  });

  it('gives the same ids for the same seed and others for another', () => {
    assert.equal(childTraceparent(parent, 'a'), childTraceparent(parent, 'a'));
    assert.notEqual(childTraceparent(parent, 'a'), childTraceparent(parent, 'b'));
    assert.equal(newTraceparent('a'), newTraceparent('a'));
    assert.notEqual(newTraceparent('a'), newTraceparent('b'));
    assert.ok(parseTraceparent(newTraceparent('a')));
  });

  it('begins a trace for a child of an invalid parent', () => {
    assert.equal(childTraceparent('nonsense', 'a'), newTraceparent('a'));
  });
});
