import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff, POLICY } from '../../main/js/backoff.js';

const backoff = (random = () => 0, policy = {}) => new Backoff({ ...POLICY, ...policy }, random);

function delays(made, count) {
  return Array.from({ length: count }, () => {
    made.failed();
    return made.own();
  });
}

test('the defaults are those of the guide', () => {
  const { delayFirst, multiplier, delayMax, delayMin, attemptsMax, silenceMax } = POLICY;

  assert.deepEqual([delayFirst, multiplier, delayMax, delayMin, attemptsMax, silenceMax], [1000, 2, 30000, 100, 10, 35000]);
});

test('a delay doubles from failure to failure up to the longest', () => {
  assert.deepEqual(delays(backoff(), 8), [1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
});

test('the jitter takes up to its share away and nothing else', () => {
  assert.deepEqual(delays(backoff(() => 1), 3), [500, 1000, 2000]);
  assert.deepEqual(delays(backoff(() => 0.5), 3), [750, 1500, 3000]);
});

test('no delay is below the shortest', () => {
  const made = backoff(() => 1, { delayFirst: 0, jitter: 1 });
  made.failed();

  assert.equal(made.own(), 100);
  assert.equal(made.drawnByServer(1), 100);
  assert.equal(made.asked(1), 100);
});

test('ten failures in a row use it up, and a success gives all of them back', () => {
  const made = backoff();
  delays(made, 9);
  assert.equal(made.isUsedUp, false);
  delays(made, 1);
  assert.equal(made.isUsedUp, true);
  made.succeeded();

  assert.equal(made.isUsedUp, false);
  assert.deepEqual(delays(made, 2), [1000, 2000]);
});

test('retry takes the place of the first delay, and of the longest when it is longer', () => {
  const made = backoff();
  made.retry(3000);
  assert.deepEqual(delays(made, 3), [3000, 6000, 12000]);
  made.retry(60000);
  made.succeeded();

  assert.deepEqual(delays(made, 2), [60000, 60000]);
});

test('retry after is never met earlier, and by some a little later', () => {
  assert.equal(backoff(() => 0).asked(7000), 7000);
  assert.equal(backoff(() => 1).asked(7000), 10500);
});

test('what a server has drawn is met exactly, and nothing beyond a day', () => {
  assert.equal(backoff(() => 1).drawnByServer(2741), 2741);
  assert.equal(backoff().drawnByServer(1e15), 86_400_000);
});

test('without a wish of the server the delay is its own', () => {
  assert.equal(backoff().asked(0), 1000);
  assert.equal(backoff().drawnByServer(0), 1000);
});
