import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WeirEventSource } from '../../main/js/weir.js';
import { settle } from './virtual.mjs';
import { VirtualBrowser, VirtualServer, randomOf } from './virtual-tabs.mjs';

const ADDRESS = 'https://weir.test/stream?topic=t';

/** A page that notes the numbers of its events. */
function open(browser, server, options = {}, url = ADDRESS) {
  const world = browser.tab(server.answer);
  const source = new WeirEventSource(url, options, world);
  const tab = { world, source, seen: [], told: [], openedAt: null };
  source.onmessage = ({ data }) => tab.seen.push(Number(data));
  source.onopen = () => {
    tab.openedAt ??= server.head;
    tab.told.push('open');
  };
  source.onerror = ({ why }) => tab.told.push(why);
  return tab;
}

async function six(options = {}) {
  const browser = new VirtualBrowser();
  const server = new VirtualServer();
  const tabs = [];
  for (let i = 0; i < 6; i++) {
    tabs.push(open(browser, server, options));
    await browser.time.advance(100);
  }
  return { browser, server, tabs };
}

const upTo = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

test('six tabs have one connection, and each event is in each of them once', async () => {
  const { browser, server, tabs } = await six();
  for (let i = 0; i < 5; i++) {
    server.publish();
    await browser.time.advance(10);
  }

  assert.equal(server.streams.length, 1);
  tabs.forEach(({ seen }) => assert.deepEqual(seen, [1, 2, 3, 4, 5]));
  assert.deepEqual(tabs.map(({ source }) => source.role), ['leading', ...Array(5).fill('following')]);
  tabs.forEach(({ source, told }) => {
    assert.deepEqual([source.readyState, source.transport, source.lastEventId], [1, 'stream', '1-5']);
    assert.deepEqual(told, ['open']);
  });
});

for (const how of ['closes', 'crashes']) {
  test(`when the leading tab ${how} another one goes on from where it was`, async () => {
    const { browser, server, tabs } = await six();
    server.publish();
    await browser.time.advance(10);
    how === 'closes' ? tabs[0].source.close() : tabs[0].world.crash();
    server.publish();
    await browser.time.advance(50);
    server.publish();
    await browser.time.advance(2_000);

    assert.equal(server.streams.length, 1);
    tabs.slice(1).forEach(({ seen }) => assert.deepEqual(seen, [1, 2, 3]));
    assert.equal(tabs.filter(({ source }) => source.role === 'leading').length, how === 'closes' ? 1 : 2);
    assert.equal(tabs[1].source.readyState, 1);
  });
}

test('a tab that begins at the start reads alone until it is where the others are', async () => {
  const { browser, server, tabs } = await six();
  for (let i = 0; i < 20; i++) {
    server.publish();
  }
  await browser.time.advance(100);
  const late = open(browser, server, { lastEventId: '1-3' });
  const other = open(browser, server, { share: true, lastEventId: '1-0' });
  await browser.time.advance(3_000);
  server.publish();
  await browser.time.advance(100);

  assert.deepEqual(late.seen, upTo(4, 21));
  assert.deepEqual(other.seen, upTo(1, 21));
  assert.equal(server.streams.length, 1);
  assert.equal(late.source.role, 'following');
  tabs.forEach(({ seen }) => assert.deepEqual(seen, upTo(1, 21)));
});

test('what ends the stream ends it in all tabs', async () => {
  const { browser, server, tabs } = await six();
  server.streams[0].say('event: stream-bye\ndata: {"code":3500,"reason":"topic-closed","reconnect":false,"afterMs":0}\n\n').end();
  await browser.time.advance(60_000);

  tabs.forEach(({ source, told }) => {
    assert.equal(source.readyState, 2);
    assert.deepEqual(told, ['open', 'ended by the server: 3500 topic-closed']);
  });
  assert.deepEqual(browser.time.waits(), []);
});

test('an interruption is told in all tabs, and so is the way back', async () => {
  const { browser, server, tabs } = await six();
  server.streams[0].cut();
  await browser.time.advance(5_000);

  tabs.forEach(({ told }) => assert.deepEqual(told, ['open', 'TypeError: network error', 'open']));
});

test('a tab does not wait for a leader that is frozen', async () => {
  const { browser, server, tabs } = await six();
  tabs[0].world.freeze();
  server.publish();
  for (let i = 0; i < 20; i++) {
    server.heartbeat();
    await browser.time.advance(5_000);
  }

  tabs.slice(1).forEach(({ seen, source }) => assert.deepEqual([seen, source.readyState], [[1], 1]));
});

test('tabs with a token share only by a name', async () => {
  const alone = await six({ token: 't' });
  assert.equal(alone.server.streams.length, 6);
  const named = await six({ token: 't', share: 'alice' });
  assert.equal(named.server.streams.length, 1);
});

for (const missing of ['BroadcastChannel', 'locks']) {
  test(`without ${missing} each tab has its own connection`, async () => {
    const browser = new VirtualBrowser();
    const server = new VirtualServer();
    const worlds = [0, 1].map(() => ({ ...browser.tab(server.answer), [missing]: undefined }));
    worlds.forEach(world => new WeirEventSource(ADDRESS, {}, world));
    await settle();

    assert.equal(server.streams.length, 2);
  });
}

/** One life of a browser: tabs come, go, freeze and crash, streams are cut and drained, all at moments that the seed draws. */
async function live(seed) {
  const random = randomOf(seed);
  const browser = new VirtualBrowser(random, 1 + random() * 300);
  const server = new VirtualServer();
  const all = [];
  let living = [];
  const frozen = [];
  const pick = list => list[Math.floor(random() * list.length)];
  const step = {
    open: () => {
      const back = Math.max(0, server.head - Math.floor(random() * 60));
      const id = random() < 0.4 ? `1-${back}` : '';
      const tab = open(browser, server, { lastEventId: id });
      Object.assign(tab, { from: id ? back : null });
      all.push(tab);
      living.push(tab);
    },
    close: () => {
      const tab = pick(living);
      tab.source.close();
      living = living.filter(other => other !== tab);
    },
    crash: () => {
      const tab = pick(living);
      tab.world.crash();
      living = living.filter(other => other !== tab);
    },
    freeze: () => {
      const tab = pick(living);
      tab.world.freeze();
      frozen.push(tab);
      living = living.filter(other => other !== tab);
    },
    thawAsGone: () => frozen.shift()?.world.crash(),
    cut: () => pick(server.streams)?.cut(),
    drain: () => server.streams.length && server.drain(pick(server.streams)),
    publish: () => server.publish(),
    burst: async () => {
      for (let i = 0; i < 20; i++) {
        server.publish();
        await browser.time.advance(random() * 60);
      }
    },
  };
  const steps = ['open', 'close', 'crash', 'cut', 'drain', 'freeze', 'thawAsGone', 'burst', 'burst', ...Array(10).fill('publish')];
  for (let i = 0; i < 120; i++) {
    const next = living.length ? pick(living.length > 7 ? steps.slice(1) : steps) : 'open';
    await step[next]();
    await browser.time.advance(random() < 0.5 ? random() * 20 : random() * 1_500);
  }
  frozen.forEach(({ world }) => world.crash());
  for (let i = 0; i < 6; i++) {
    await browser.time.advance(10_000);
    server.heartbeat();
  }
  check(seed, server, all, living);
  living.forEach(({ source }) => source.close());
}

function check(seed, server, all, living) {
  for (const tab of all) {
    const first = tab.from === null ? (tab.seen[0] ?? server.head + 1) : tab.from + 1;
    const mustSee = tab.from ?? tab.openedAt ?? server.head;
    assert.ok(!living.includes(tab) || first <= mustSee + 1, `seed ${seed}: all that came after it was open`);
    const last = tab.seen[tab.seen.length - 1] ?? first - 1;
    assert.deepEqual(tab.seen, upTo(first, last), `seed ${seed}: without a hole and without a double`);
  }
  for (const tab of living) {
    assert.equal(tab.source.lastEventId.replace('~', ''), `1-${server.head}`, `seed ${seed}: at the head`);
    assert.equal(tab.source.readyState, 1, `seed ${seed}: open`);
  }
  assert.equal(server.streams.length, living.length ? 1 : 0, `seed ${seed}: one connection when all is quiet`);
}

const LIVES = Number(process.env.WEIR_TAB_LIVES ?? 40);
const FIRST = Number(process.env.WEIR_TAB_SEED ?? Date.now() % 1_000_000);

test(`${LIVES} lives of a browser from seed ${FIRST} on: nothing is lost or doubled in any tab`, async () => {
  for (let seed = FIRST; seed < FIRST + LIVES; seed++) {
    await live(seed);
  }
});
