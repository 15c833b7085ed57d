import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WeirEventSource } from '../../main/js/weir.js';
import { bye, event, opened, record, settle, virtualWorld } from './virtual.mjs';

const URL_OF_T = 'https://weir.test/stream?topic=t';

async function start(options = {}, more = {}, url = URL_OF_T) {
  const world = virtualWorld(undefined, more);
  const source = new WeirEventSource(url, options, world);
  const told = record(source);
  await settle();
  return { world, source, told, time: world.time };
}

test('has the interface of EventSource', async () => {
  const { source, world } = await start({ withCredentials: true }, {}, '/stream?topic=t');

  assert.deepEqual([WeirEventSource.CONNECTING, WeirEventSource.OPEN, WeirEventSource.CLOSED], [0, 1, 2]);
  assert.deepEqual([source.CONNECTING, source.OPEN, source.CLOSED], [0, 1, 2]);
  assert.equal(source.url, 'https://page.test/stream?topic=t');
  assert.equal(source.withCredentials, true);
  assert.equal(source.readyState, 0);
  assert.ok(source instanceof EventTarget);
  world.last().stream(opened('1-0'));
  await settle();
  assert.equal(source.readyState, 1);
  source.close();
  assert.equal(source.readyState, 2);
  assert.throws(() => new WeirEventSource('http://[', {}, world), { name: 'SyntaxError' });
});

test('events come to their types with id, data and origin', async () => {
  const { source, world, told } = await start();
  const seen = [];
  source.addEventListener('quake', what => seen.push([what.type, what.data, what.lastEventId, what.origin]));
  source.addEventListener('stream-open', what => seen.push([what.type, what.lastEventId]));

  world.last().stream(opened('1-0') + event(1) + 'event: quake\ndata: {"mag":4.7}\nid: 1-2\n\n');
  await settle();

  assert.deepEqual(told, ['open', '1 @1-1']);
  assert.deepEqual(seen, [
    ['stream-open', '1-0'],
    ['quake', '{"mag":4.7}', '1-2', 'https://weir.test'],
  ]);
  assert.equal(source.lastEventId, '1-2');
});

test('requests are for events, uncached, with the cookies that were asked for and the id in the header', async () => {
  const { world } = await start({ lastEventId: '1-7' });
  const { url, headers, credentials } = world.last();
  const other = await start({ withCredentials: true, lastEventId: 'not ascii: ü' });

  assert.equal(url.href, URL_OF_T);
  assert.equal(headers.get('accept'), 'text/event-stream');
  assert.equal(headers.get('last-event-id'), '1-7');
  assert.equal(credentials, 'same-origin');
  assert.equal(other.world.last().credentials, 'include');
  assert.equal(other.world.last().headers.get('last-event-id'), null);
  assert.equal(other.world.last().url.searchParams.get('last_event_id'), 'not ascii: ü');
});

test('headers and a token are asked for anew for each request', async () => {
  let count = 0;
  const { world, time } = await start({ token: async () => `t${++count}`, headers: { 'X-Tenant': 'blue' } });

  world.last().cut();
  await time.advance(1_000);

  assert.deepEqual(world.calls.map(({ headers }) => headers.get('authorization')), ['Bearer t1', 'Bearer t2']);
  assert.deepEqual(world.calls.map(({ headers }) => headers.get('x-tenant')), ['blue', 'blue']);
});

test('a token callback that fails is a failed try', async () => {
  const { told } = await start({ token: () => Promise.reject(new Error('no session')) });

  assert.deepEqual(told, ['error 1 in 1000: Error: no session']);
});

test('comes back where it was, after one second, then two, and is itself again after a stream that lived', async () => {
  const { world, told, time } = await start();
  world.last().stream(opened('1-0') + event(1));
  await settle();
  world.last().cut();
  await time.advance(999);
  assert.equal(world.calls.length, 1);
  await time.advance(1);
  assert.equal(world.last().lastEventId, '1-1');
  world.last().answer(502);
  await time.advance(2_000);
  world.last().stream(opened('1-1') + event(2));
  await settle();
  world.last().end();
  await time.advance(1_000);

  assert.equal(world.calls.length, 4);
  assert.deepEqual(told, [
    'open',
    '1 @1-1',
    'error 1 in 1000: TypeError: network error',
    'error 2 in 2000: status 502',
    'open',
    '2 @1-2',
    'error 1 in 1000: the stream ended without stream-bye',
  ]);
});

test('a stream that only opens and ends has not lived', async () => {
  const { world, told, time } = await start();
  world.answer = call => call.stream(opened('1-0')).end();

  await time.advance(0);
  world.last().cut();
  await time.advance(1_000 + 2_000 + 4_000);

  assert.deepEqual(told.filter(line => line.startsWith('error')).map(line => line.split(':')[0]), [
    'error 1 in 1000',
    'error 2 in 2000',
    'error 3 in 4000',
    'error 4 in 8000',
  ]);
});

test('gives each transport ten tries and then says that it gave up', async () => {
  const { world, source, told, time } = await start();
  world.answer = call => call.answer(500);
  world.last().answer(500);

  await time.advance(3_600_000);

  assert.equal(world.calls.filter(({ isPoll }) => !isPoll).length, 10 + probes(world));
  assert.equal(world.calls.filter(({ isPoll }) => isPoll).length, 20);
  assert.equal(told[told.length - 1], 'GAVE_UP: gave up, failures in a row: 10, the last one: status 500');
  assert.equal(source.readyState, 2);
  assert.deepEqual(time.waits(), []);
  assert.equal(world.listeners(), 0);
});

/** Tries to climb are beside the others. */
const probes = world => world.calls.filter(({ isPoll }, i) => !isPoll && world.calls.slice(0, i).some(call => call.isPoll)).length;

test('offline tries are not counted', async () => {
  const { world, source, time } = await start();
  world.offline = true;
  world.answer = call => call.cut();
  world.last().cut();

  await time.advance(3_600_000);

  assert.equal(source.readyState, 0);
});

test('retry after is met, and up to half of it later', async () => {
  const { world, told } = await start({ token: 't' }, { random: () => 1 });

  world.last().answer(503, { 'Retry-After': '7', 'Content-Type': 'application/problem+json' }, '{"title":"x","detail":"node is full"}');
  await settle();

  assert.deepEqual(told, ['error 1 in 10500: status 503: node is full']);
});

test('retry is the next first delay', async () => {
  const { world, told } = await start();
  world.last().stream('retry: 3417\n' + opened('1-0') + event(1));
  await settle();
  world.last().cut();
  await settle();

  assert.equal(told[2], 'error 1 in 3417: TypeError: network error');
});

test('a planned end is met as the server drew it, and its id goes back', async () => {
  const { world, told, time } = await start();
  const seen = [];
  world.last().stream(opened('1-0') + event(1) + bye(3000, true, 2741, '1-1~'));
  await settle();
  await time.advance(2_741);

  assert.deepEqual(told.slice(2), ['error 0 in 2741: ended by the server: 3000 r']);
  assert.equal(world.last().lastEventId, '1-1~');
  assert.deepEqual(seen, []);
});

test('a polite refusal is a failure and its time is met', async () => {
  const { world, told } = await start();
  world.last().stream(bye(3005, true, 5000));
  await settle();

  assert.deepEqual(told, ['open', 'error 1 in 5000: ended by the server: 3005 r']);
});

test('a stream that is refused has not lived, however long it was open', async () => {
  const { world, told, time } = await start();
  world.last().stream();
  await time.advance(5_000);
  world.last().say(bye(3006, true, 700));
  await settle();

  assert.deepEqual(told, ['open', 'error 1 in 700: ended by the server: 3006 r']);
});

for (const code of [3501, 3502, 3777]) {
  test(`code ${code} is the end`, async () => {
    const byes = [];
    const { world, told, source, time } = await start({ onBye: what => byes.push(what) });
    world.last().stream(opened('1-0') + bye(code, code === 3777, 0));
    await time.advance(3_600_000);

    assert.deepEqual(told, ['open', `ENDED: ended by the server: ${code} r`]);
    assert.deepEqual(byes, [{ code, reason: 'r', reconnect: false, after: 0 }]);
    assert.equal(source.readyState, 2);
    assert.equal(world.calls.length, 1);
  });
}

test('a closed topic is complete, and so is 204', async () => {
  const first = await start();
  first.world.last().stream(opened('1-0') + event(1) + bye(3500, false, 0));
  await settle();
  const second = await start();
  second.world.last().answer(204);
  await settle();

  assert.deepEqual(first.told, ['open', '1 @1-1', 'COMPLETE: ended by the server: 3500 r']);
  assert.deepEqual(second.told, ['COMPLETE: status 204']);
});

test('a refusal for good is the end', async () => {
  const { world, told, time } = await start();
  world.last().answer(401, {}, '{"detail":"claim exp: has passed"}');
  await time.advance(3_600_000);

  assert.deepEqual(told, ['REFUSED: status 401: claim exp: has passed']);
  assert.equal(world.calls.length, 1);
});

test('silence ends a connection after 35 s, or after what was announced and some more', async () => {
  const first = await start();
  first.world.last().stream(opened('1-0') + event(1));
  await first.time.advance(30_000);
  first.world.last().say(': hb\n');
  await first.time.advance(34_999);
  assert.equal(first.told.length, 2);
  await first.time.advance(1);
  assert.equal(first.told[2], 'error 1 in 1000: silence: nothing for 35000 ms (expected: a byte)');

  const second = await start();
  second.world.last().stream(opened('1-0', 60));
  await second.time.advance(83_999);
  assert.deepEqual(second.told, ['open']);
  await second.time.advance(1);
  assert.equal(second.told.length, 2);
});

test('gaps, states and byes come to their callbacks', async () => {
  const heard = [];
  const { world, told } = await start({
    onGap: ({ topic, lost, from }) => heard.push(`gap ${topic} ${lost} ${from}`),
    onState: () => heard.push('state'),
    onBye: ({ code }) => heard.push(`bye ${code}`),
  });
  world.last().stream(
    'event: stream-gap\ndata: {"topic":"t","cause":"retention","requested":"1-4","earliest":"1-10","latest":"1-42","lost":5,"from":"1-9"}\nid: 1-9\n\n' +
      'data: a\n\nevent: stream-state\ndata: {"topics":{"t":"1-12"}}\nid: 1-12\n\n' +
      bye(3001, true, 10, '1-12~'),
  );
  await settle();

  assert.deepEqual(heard, ['gap t 5 1-9', 'state', 'bye 3001']);
  assert.equal(told[1], 'a @1-9');
});

test('a gap that does not say where the stream goes on is no silent skip', async () => {
  const { world, told } = await start({ lastEventId: '1-4' });
  world.last().stream('event: stream-gap\ndata: {"topic":"t"}\nid: 1-9\n\n');
  await settle();

  assert.match(told[1], /^error 1 in 1000: stream-gap: .* \(expected: topic and from\)$/);
});

test('what a handler throws is the business of the page alone', async () => {
  const { world, source, told } = await start({
    onTransport: () => {
      throw new Error('mine');
    },
  });
  const errors = console.error;
  console.error = () => {};
  world.last().stream(opened('1-0') + event(1) + event(2));
  await settle();
  console.error = errors;

  assert.equal(source.lastEventId, '1-2');
  assert.deepEqual(told, ['open', '1 @1-1', '2 @1-2']);
});

test('nothing is told after close, also not of what had come', async () => {
  const { world, source, told, time } = await start();
  source.addEventListener('message', () => source.close());
  world.last().stream(opened('1-0') + event(1) + event(2));
  await time.advance(3_600_000);

  assert.deepEqual(told, ['open', '1 @1-1']);
  assert.equal(source.lastEventId, '1-1');
  assert.equal(world.last().isOver, true);
  assert.equal(world.calls.length, 1);
  assert.deepEqual(time.waits(), []);
  assert.equal(world.listeners(), 0);
});

test('the position is kept in session storage when asked for, and a page that is loaded again goes on there', async () => {
  const first = await start({ remember: true });
  first.world.last().stream(opened('1-0') + event(1));
  await settle();
  first.source.close();
  const again = new WeirEventSource(URL_OF_T, { remember: true }, first.world);
  await settle();
  assert.equal(first.world.last().lastEventId, '1-1');
  again.close();
  assert.deepEqual([...first.world.stored], [[`weir ${URL_OF_T}`, '1-1']]);

  const forgetful = await start();
  forgetful.world.last().stream(opened('1-0') + event(1));
  await settle();
  assert.equal(forgetful.world.stored.size, 0);
});

test('the way back is shorter when the network returns or the page is looked at', async () => {
  const { world, told, time } = await start({}, { random: () => 0.5 });
  for (let i = 0; i < 5; i++) {
    world.last().answer(500);
    await settle();
    await time.advance(Number(/in (\d+)/.exec(told[told.length - 1])[1]) * (i < 4 ? 1 : 0));
  }
  const before = world.calls.length;
  world.goes('online');
  await time.advance(499);
  assert.equal(world.calls.length, before);
  await time.advance(1);

  assert.equal(world.calls.length, before + 1);
});

test('a connection that has said nothing since the network was away is not trusted', async () => {
  const { world, told, time } = await start();
  world.last().stream(opened('1-0') + event(1));
  await settle();
  world.goes('online');
  await time.advance(1_000);
  assert.equal(world.calls.length, 1);
  world.goes('offline');
  world.goes('online');
  await time.advance(1_000);

  assert.equal(world.calls.length, 2);
  assert.equal(world.last().lastEventId, '1-1');
  assert.equal(told[2], 'error 0 in 0: the network was away');
});
