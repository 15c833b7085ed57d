import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WeirEventSource } from '../../main/js/weir.js';
import { event, opened, polled, record, settle, virtualWorld } from './virtual.mjs';

const URL_OF_T = 'https://weir.test/stream?topic=t';

function start(answer, options = {}, more = {}) {
  const world = virtualWorld(undefined, more);
  world.answer = answer;
  const transports = [];
  const source = new WeirEventSource(URL_OF_T, { onTransport: name => transports.push(name), ...options }, world);
  return { world, source, told: record(source), time: world.time, transports };
}

/** A proxy that lets nothing through before an answer is complete. */
const buffering = call => {};

const streams = world => world.calls.filter(({ isPoll }) => !isPoll);
const polls = world => world.calls.filter(({ isPoll }) => isPoll);

test('goes on by long-polls with the same ids when nothing of a stream comes in ten seconds', async () => {
  const { world, told, time, transports } = start(buffering, { lastEventId: '1-4' });

  await time.advance(9_999);
  assert.equal(told.length, 0);
  await time.advance(1 + 1_000);
  assert.equal(polls(world)[0].lastEventId, '1-4');
  assert.equal(polls(world)[0].url.search, '?topic=t&text=1&wait=25');
  world.last().found('1-6', [polled(5), polled(6)]);
  await time.advance(0);

  assert.equal(world.last().lastEventId, '1-6');
  assert.deepEqual(told, ['error 1 in 1000: silence: nothing for 10000 ms (expected: a byte)', 'open', '5 @1-5', '6 @1-6']);
  assert.deepEqual(transports, ['long-poll']);
});

test('an answer whose head came and whose body does not is no stream that gets through', async () => {
  const { world, time, transports } = start(call => call.isPoll || call.stream());

  await time.advance(11_000);
  world.last().found('1-0');
  await time.advance(0);

  assert.deepEqual(transports, ['stream', 'long-poll']);
});

test('climbs back when a stream gets through again, and nothing is lost or doubled on the way', async () => {
  const idle = call => call.isPoll && call.lastEventId && time.setTimeout(() => call.isOver || call.found(call.lastEventId), 25_000);
  const { world, told, time, transports, source } = start(idle);
  await time.advance(11_000);
  world.last().found('1-1', [polled(1)]);
  await time.advance(60_000);
  assert.equal(streams(world).length, 2, 'a try beside the long-poll');
  assert.equal(streams(world)[1].lastEventId, '');
  polls(world).pop().found('1-2', [polled(2)]);
  await time.advance(0);
  streams(world)[1].stream(opened('1-2'));
  await time.advance(0);
  assert.equal(streams(world).length, 3);
  assert.equal(streams(world)[2].lastEventId, '1-2');
  assert.equal(polls(world).pop().isOver, true);
  streams(world)[2].stream(opened('1-2') + event(3));
  await time.advance(0);

  assert.deepEqual(told.slice(1), ['open', '1 @1-1', '2 @1-2', '3 @1-3']);
  assert.deepEqual(transports, ['long-poll', 'stream']);
  assert.equal(source.transport, 'stream');
});

test('tries to climb less and less often, and at once when the network has changed', async () => {
  const { world, time } = start(call => call.isPoll && world.time.setTimeout(() => call.found('1-0'), 25_000));
  await time.advance(11_000 + 60_000 + 10_000 + 119_000);
  assert.equal(streams(world).length, 2);
  await time.advance(1_000);
  assert.equal(streams(world).length, 3);
  await time.advance(10_000 + 239_000);
  assert.equal(streams(world).length, 3);
  world.goes('online');
  await time.advance(1_000);

  assert.equal(streams(world).length, 4);
});

test('polls when long-polls fall silent twice, at its own pace, and at once while there is more', async () => {
  const { world, time, transports, told } = start(buffering);
  await time.advance(11_000 + 37_000 + 39_000);
  assert.equal(polls(world).pop().url.search, '?topic=t&text=1');
  polls(world).pop().found('1-1', [polled(1)], true);
  await time.advance(0);
  polls(world).pop().found('1-2', [polled(2)]);
  await time.advance(4_999);
  const before = polls(world).length;
  await time.advance(1);

  assert.equal(polls(world).length, before + 1);
  assert.equal(world.last().lastEventId, '1-2');
  assert.deepEqual(transports, ['poll']);
  assert.deepEqual(told.slice(-3), ['open', '1 @1-1', '2 @1-2']);
});

test('a long-poll that answers at once with nothing is not asked again at once', async () => {
  const { world, time } = start(buffering);
  await time.advance(11_000);
  world.answer = call => call.isPoll && call.found('1-0');
  world.last().found('1-0');
  const before = polls(world).length;
  await time.advance(10_000);

  assert.ok(polls(world).length - before <= 10);
});

test('polls tell gaps, states and what is denied as a stream does', async () => {
  const heard = [];
  const { world, source, time } = start(buffering, { onGap: gap => heard.push(`gap ${gap.from}`), onState: () => heard.push('state') });
  source.onmessage = ({ data, lastEventId }) => heard.push(`${data} @${lastEventId}`);
  source.addEventListener('stream-denied', ({ data }) => heard.push(data));
  await time.advance(11_000);
  const gaps = [{ topic: 't', cause: 'retention', requested: '1-1', earliest: '1-5', latest: '1-9', lost: 3, from: '1-4' }];
  world.last().json({ id: '1-5', events: [polled(5)], gaps, more: false, denied: ['u'] });
  await time.advance(0);
  world.last().found('1-9', [{ topic: 't', seq: 2, data: 'a' }, { topic: 't', seq: 9, data: 'b' }]);
  await time.advance(0);

  assert.deepEqual(heard, ['{"topics":["u"]}', 'gap 1-4', '5 @1-5', 'a @1-5', 'b @1-5', 'state']);
  assert.equal(source.lastEventId, '1-9');
});

test('refusals of polls are those of streams', async () => {
  const { world, time, told } = start(buffering);
  await time.advance(11_000);
  world.last().answer(429, { 'Retry-After': '3' });
  await time.advance(3_000);
  world.last().answer(200, { 'Content-Type': 'text/html' }, '<html>');
  await time.advance(4_000);
  world.last().answer(204);
  await settle();

  assert.deepEqual(told.slice(1), [
    'error 2 in 3000: status 429',
    'error 3 in 4000: Content-Type: text/html (expected: application/json)',
    'COMPLETE: status 204',
  ]);
});

/** The browser's own, as far as it is used. */
class FakeEventSource extends EventTarget {
  static made = [];
  readyState = 0;
  constructor(address, { withCredentials }) {
    super();
    Object.assign(this, { url: new URL(address), withCredentials });
    FakeEventSource.made.push(this);
  }
  hear(type, data, lastEventId) {
    this.dispatchEvent(new MessageEvent(type, { data, lastEventId }));
  }
  fail(readyState) {
    this.readyState = readyState;
    this.onerror();
  }
  close() {
    this.readyState = 2;
  }
}

test('without streams of fetch it is an EventSource that does what this one does', async () => {
  FakeEventSource.made = [];
  const { told, time, transports, source } = start(() => {}, {}, { streams: false, EventSource: FakeEventSource });
  const quakes = [];
  const [first] = FakeEventSource.made;
  source.addEventListener('quake', ({ data }) => quakes.push(data));
  first.onopen();
  first.hear('stream-open', '{"heartbeat":25}', '1-0');
  first.hear('message', 'a', '1-1');
  first.hear('quake', 'q', '1-2');
  await time.advance(30_000);
  first.hear('stream-heartbeat', '{}', '1-2');
  await time.advance(30_000);
  first.fail(0);
  assert.equal(first.readyState, 2);
  await time.advance(1_000);

  assert.equal(first.url.search, '?topic=t&heartbeat-event=1');
  assert.equal(FakeEventSource.made[1].url.searchParams.get('last_event_id'), '1-2');
  assert.deepEqual(told, ['open', 'a @1-1', 'error 1 in 1000: the connection was lost']);
  assert.deepEqual(quakes, ['q']);
  assert.deepEqual(transports, ['event-source']);
});

test('when an EventSource was refused, a poll finds out why', async () => {
  FakeEventSource.made = [];
  const { world, told, time } = start(call => call.answer(403, {}, '{"detail":"not granted"}'), {}, { streams: false, EventSource: FakeEventSource });
  FakeEventSource.made[0].fail(2);
  await time.advance(1_000);

  assert.equal(world.calls.length, 1);
  assert.deepEqual(told, ['error 1 in 1000: the answer was no stream', 'REFUSED: status 403: not granted']);
});

test('with a token an EventSource is of no use, and long-polls are', async () => {
  const { world, transports, time } = start(call => call.found('1-0'), { token: 't' }, { streams: false, EventSource: FakeEventSource });
  await time.advance(0);

  assert.equal(world.calls[0].isPoll, true);
  assert.deepEqual(transports, ['long-poll']);
});
