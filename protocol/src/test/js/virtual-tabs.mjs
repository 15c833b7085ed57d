import { VirtualTime, bye, virtualWorld } from './virtual.mjs';

// Tabs of one browser: their channel is slow and keeps each sender's order, their lock goes to who has waited longest.

/** Draws from 0 to 1, always the same for one seed (mulberry32). */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export class VirtualBrowser {
  time = new VirtualTime();
  #channels = new Map();
  #queues = new Map();
  #random;
  #delayMax;

  constructor(random = randomOf(1), delayMax = 5) {
    this.#random = random;
    this.#delayMax = delayMax;
  }

  /** A page's world. With `crash` it is gone, as when its process is killed; with `freeze` it does nothing more. */
  tab(answer = () => {}) {
    const page = { gone: false, members: new Set(), releases: new Set() };
    const world = virtualWorld(this.time, {
      random: this.#random,
      setTimeout: (work, millis) => this.time.setTimeout(() => page.gone || work(), millis),
      BroadcastChannel: this.#channelOf(page),
      locks: { request: (name, options, work) => this.#request(page, name, options, work) },
    });
    world.answer = answer;
    world.freeze = () => {
      page.gone = true;
      page.members.forEach(channel => channel.close());
    };
    world.crash = () => {
      world.freeze();
      page.releases.forEach(release => release());
      world.calls.forEach(call => call.cut());
    };
    return world;
  }

  #channelOf(page) {
    const browser = this;
    return class {
      #name;
      #readyAt = new Map();
      onmessage = null;

      constructor(name) {
        this.#name = name;
        browser.#members(name).add(this);
        page.members.add(this);
      }

      postMessage(message) {
        if (page.gone) {
          return;
        }
        const data = structuredClone(message);
        for (const other of browser.#members(this.#name)) {
          if (other !== this) {
            const at = Math.max(browser.time.now + browser.#random() * browser.#delayMax, this.#readyAt.get(other) ?? 0);
            this.#readyAt.set(other, at);
            browser.time.setTimeout(
              () => browser.#members(this.#name).has(other) && other.onmessage?.({ data }),
              at - browser.time.now,
            );
          }
        }
      }

      close() {
        browser.#members(this.#name).delete(this);
      }
    };
  }

  #members(name) {
    this.#channels.has(name) || this.#channels.set(name, new Set());
    return this.#channels.get(name);
  }

  #request(page, name, { signal }, work) {
    this.#queues.has(name) || this.#queues.set(name, []);
    const queue = this.#queues.get(name);
    return new Promise((resolve, reject) => {
      const entry = { held: false, start: null };
      const leave = () => {
        queue.includes(entry) && queue.splice(queue.indexOf(entry), 1);
        this.#grant(queue);
      };
      entry.start = () => {
        entry.held = true;
        this.time.setTimeout(async () => {
          if (!page.gone && queue.includes(entry)) {
            await work({ name });
            resolve();
          }
          leave();
        }, this.#random() * this.#delayMax);
      };
      signal.addEventListener('abort', () => {
        if (!entry.held) {
          leave();
          reject(signal.reason);
        }
      });
      page.releases.add(leave);
      queue.push(entry);
      this.#grant(queue);
    });
  }

  #grant(queue) {
    if (queue.length && !queue[0].held) {
      queue[0].start();
    }
  }
}

/** A server with one topic, whose streams a test may cut. */
export class VirtualServer {
  #events = [];
  #open = new Set();

  get head() {
    return this.#events.length;
  }

  /** Streams that are open now. */
  get streams() {
    return [...this.#open].filter(call => !call.isOver);
  }

  answer = call => {
    const from = call.url.searchParams.get('from') === 'earliest' ? 0 : this.head;
    const seq = call.lastEventId ? Number(/^1-(\d+)/.exec(call.lastEventId)[1]) : from;
    call.stream(`event: stream-open\ndata: {"heartbeat":25}\nid: 1-${seq}\n\n` + this.#events.slice(seq).join(''));
    this.#open.add(call);
  };

  publish() {
    const seq = this.head + 1;
    const text = `data: ${seq}\nid: 1-${seq}\n\n`;
    this.#events.push(text);
    this.streams.forEach(call => call.say(text));
  }

  heartbeat() {
    this.streams.forEach(call => call.say(': hb\n'));
  }

  /** In good order, as a node that leaves. */
  drain(call) {
    call.say(bye(3000, true, 200, `1-${this.head}~`)).end();
  }
}
