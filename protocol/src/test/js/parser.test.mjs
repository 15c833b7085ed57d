import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameParser } from '../../main/js/parser.js';
import { frameCases } from './frames.mjs';

/** What comes of these chunks, as the cases are written. */
function read(chunks) {
  const frames = [];
  const parser = new FrameParser({
    event: (type, data, id) => frames.push({ event: [type, data, id] }),
    comment: text => frames.push({ comment: text }),
    retry: millis => frames.push({ retry: millis }),
  });
  chunks.forEach(chunk => parser.parse(chunk));
  return { frames, id: parser.lastEventId };
}

for (const { name, input, expected } of frameCases()) {
  test(`${name}: reads alike however it is cut`, () => {
    assert.deepEqual(read([input]), expected, 'whole');
    assert.deepEqual(read([...input].map(byte => Uint8Array.of(byte))), expected, 'byte by byte');
    for (let at = 0; at <= input.length; at++) {
      assert.deepEqual(read([input.subarray(0, at), input.subarray(at)]), expected, `cut at ${at}`);
    }
  });
}

test('a line of a megabyte in small chunks takes no longer than its bytes', () => {
  const chunk = new TextEncoder().encode('x'.repeat(64));
  const chunks = [new TextEncoder().encode('data:'), ...Array(16_384).fill(chunk), new TextEncoder().encode('\n\n')];

  const since = performance.now();
  const { frames } = read(chunks);

  assert.equal(frames[0].event[1].length, 16_384 * 64);
  assert.ok(performance.now() - since < 5_000);
});
