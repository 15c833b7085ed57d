import { setMaxListeners } from 'node:events';

// A browser in which time passes only when a test says so, and a server that a test plays.

/** Until nothing is left to do now. */
export async function settle() {
  for (let i = 0; i < 4; i++) {
    await new Promise(resolve => setImmediate(resolve));
  }
}

export class VirtualTime {
  now = 0;
  #timers = [];
  #number = 0;

  setTimeout(work, millis) {
    const timer = { at: this.now + Math.max(0, millis), number: this.#number++, work };
    this.#timers.push(timer);
    return timer;
  }

  clearTimeout(timer) {
    this.#timers = this.#timers.filter(other => other !== timer);
  }

  /** How long from now, of all timers, in order. */
  waits() {
    return this.#timers.map(({ at }) => at - this.now).sort((a, b) => a - b);
  }

  async advance(millis) {
    const until = this.now + millis;
    await settle();
    for (let next = this.#next(until); next; next = this.#next(until)) {
      this.clearTimeout(next);
      this.now = next.at;
      next.work();
      await settle();
    }
    this.now = until;
  }

  #next(until) {
    return this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at || a.number - b.number)[0];
  }
}

/** One request that waits for its answer, and the stream that was its answer. */
export class Call {
  body = null;
  isOver = false;
  #resolve;
  #reject;

  constructor(address, { headers, credentials, signal }, resolve, reject) {
    this.url = new URL(address);
    this.headers = headers;
    this.credentials = credentials;
    this.#resolve = resolve;
    this.#reject = reject;
    setMaxListeners(0, signal);
    signal.addEventListener('abort', () => this.cut(new DOMException('aborted', 'AbortError')));
  }

  get isPoll() {
    return this.headers.get('Accept') === 'application/json';
  }

  get lastEventId() {
    return this.headers.get('Last-Event-ID') ?? this.url.searchParams.get('last_event_id') ?? '';
  }

  answer(status, headers = {}, body = '') {
    this.isOver = true;
    this.#resolve(new Response(status === 204 ? null : body, { status, headers }));
  }

  json(value) {
    this.answer(200, { 'Content-Type': 'application/json' }, JSON.stringify(value));
  }

  /** What a poll that found these is answered with. */
  found(id, events = [], more = false, gaps = []) {
    this.json({ id, events, gaps, more });
  }

  /** Begins a stream, that says this so far. */
  stream(text = '') {
    const stream = new ReadableStream({ start: controller => (this.body = controller) });
    this.#resolve(new Response(stream, { headers: { 'Content-Type': 'text/event-stream;charset=UTF-8' } }));
    this.say(text);
    return this;
  }

  say(text) {
    if (text && !this.isOver) {
      this.body.enqueue(new TextEncoder().encode(text));
    }
    return this;
  }

  /** In good order. */
  end() {
    this.isOver = true;
    this.body.close();
  }

  cut(error = new TypeError('network error')) {
    if (!this.isOver) {
      this.isOver = true;
      this.body ? this.body.error(error) : this.#reject(error);
    }
  }
}

/** A page's browser; its requests come to `answer`, or wait in `calls`. */
export function virtualWorld(time = new VirtualTime(), more = {}) {
  const calls = [];
  const heard = new Set();
  const stored = new Map();
  const world = {
    time,
    calls,
    answer: () => {},
    stored,
    offline: false,
    streams: true,
    base: 'https://page.test/',
    random: () => 0,
    now: () => time.now,
    setTimeout: (work, millis) => time.setTimeout(work, millis),
    clearTimeout: timer => time.clearTimeout(timer),
    isOffline: () => world.offline,
    storage: { getItem: key => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value) },
    listen(signals) {
      heard.add(signals);
      return () => heard.delete(signals);
    },
    goes: signal => heard.forEach(signals => signals[signal]()),
    listeners: () => heard.size,
    fetch: (address, init) =>
      new Promise((resolve, reject) => {
        const call = new Call(address, init, resolve, reject);
        calls.push(call);
        world.answer(call);
      }),
    last: () => calls[calls.length - 1],
    ...more,
  };
  return world;
}

export const opened = (id, heartbeat = 25) =>
  `event: stream-open\ndata: {"connection":"c","node":"n","heartbeat":${heartbeat},"gap":false,"topics":{"t":"${id}"}}\nid: ${id}\n\n`;

export const event = seq => `data: ${seq}\nid: 1-${seq}\n\n`;

export const bye = (code, reconnect, afterMs, id = '') =>
  `event: stream-bye\ndata: {"code":${code},"reason":"r","reconnect":${reconnect},"afterMs":${afterMs}}\n${id && `id: ${id}\n`}\n`;

export const polled = seq => ({ topic: 't', id: `1-${seq}`, seq, data: `${seq}` });

/** All that a source tells, one line each. */
export function record(source) {
  const told = [];
  source.onopen = () => told.push('open');
  source.onmessage = ({ data, lastEventId }) => told.push(`${data} @${lastEventId}`);
  source.onerror = ({ why, reason, after, attempt }) =>
    told.push(reason ? `${reason}: ${why}` : `error ${attempt} in ${after}: ${why}`);
  return told;
}
