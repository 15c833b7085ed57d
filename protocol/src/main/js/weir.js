import { POLICY } from './backoff.js';
import { readBye, readGap } from './control.js';
import { Position } from './position.js';
import { Requests } from './requests.js';
import { Subscription } from './subscription.js';
import { Tab } from './tabs.js';
import { EventTypes } from './types.js';
import { browser } from './world.js';

/** @typedef {import('./backoff.js').Policy} Policy */
/** @typedef {import('./control.js').Bye} Bye */
/** @typedef {import('./control.js').Gap} Gap */
/** @typedef {import('./subscription.js').Ending} Ending */
/** @typedef {import('./subscription.js').Interruption} Interruption */
/** @typedef {import('./subscription.js').Item} Item */
/** @typedef {import('./subscription.js').Transport} Transport */
/** @typedef {import('./world.js').World} World */

/**
 * @typedef {object} Options
 * @property {boolean} [withCredentials] as of EventSource: cookies go to other origins too
 * @property {Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>)} [headers] of every request
 * @property {string | (() => string | Promise<string>)} [token] sent as `Authorization: Bearer`; a function is asked for every request
 * @property {string} [lastEventId] to begin behind
 * @property {boolean | string} [remember] whether to keep the position in session storage; a text is the key to keep it under
 * @property {boolean | string} [share] whether tabs share one connection; a text names those that do, beside the address.
 *     Without it they share unless there is a token or headers, which may not be the same in all tabs
 * @property {Partial<Policy>} [policy] when to try again, and for how long
 * @property {(gap: Gap) => void} [onGap] events are missing, and this is what is known of it
 * @property {() => void} [onState] a snapshot of state is complete
 * @property {(bye: Bye) => void} [onBye] the server ends the connection
 * @property {(transport: Transport) => void} [onTransport] the stream comes by another transport
 */

/**
 * What an `error` event has besides: an interruption, or the ending, after which `readyState` is CLOSED.
 *
 * @typedef {Event & Partial<Interruption> & Partial<Ending>} StreamErrorEvent
 */

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;

/** Follows a stream of Weir. Used as an EventSource, and comes back from whatever ends its connections. */
export class WeirEventSource extends EventTarget {
  static CONNECTING = CONNECTING;
  static OPEN = OPEN;
  static CLOSED = CLOSED;
  CONNECTING = CONNECTING;
  OPEN = OPEN;
  CLOSED = CLOSED;

  /** @type {((event: Event) => void) | null} */
  onopen = null;
  /** @type {((event: MessageEvent) => void) | null} */
  onmessage = null;
  /** @type {((event: StreamErrorEvent) => void) | null} */
  onerror = null;

  #url;
  #options;
  #types = new EventTypes();
  #position;
  #readyState = CONNECTING;
  /** @type {Transport | ''} */
  #transport = '';
  #lastEventId;
  /** @type {{ close(): void, role?: string }} */
  #stream;

  /**
   * @param {string | URL} url of a stream
   * @param {Options} [options]
   * @param {World} [world] the browser; tests have their own
   */
  constructor(url, options = {}, world = browser()) {
    super();
    this.#url = addressOf(url, world);
    this.#options = options;
    this.#position = new Position(world.storage, keyOf(options.remember, this.#url));
    this.#lastEventId = options.lastEventId || this.#position.read();
    this.#stream = this.#follow(world);
  }

  get url() {
    return this.#url.href;
  }

  get withCredentials() {
    return !!this.#options.withCredentials;
  }

  get readyState() {
    return this.#readyState;
  }

  /** By which the events come: `stream`, `event-source`, `long-poll` or `poll`; '' before any. */
  get transport() {
    return this.#transport;
  }

  /** Whether this page's connection serves others (`leading`), others' serves it (`following`), or neither (`alone`). */
  get role() {
    return this.#stream?.role ?? 'alone';
  }

  /** What to come back with behind all events so far. */
  get lastEventId() {
    return this.#lastEventId;
  }

  /**
   * @param {string} type
   * @param {((event: MessageEvent) => void) | EventListenerObject | null} listener
   * @param {boolean | AddEventListenerOptions} [options]
   * @override
   */
  addEventListener(type, listener, options) {
    if (type !== 'open' && type !== 'error') {
      this.#types.add(type);
    }
    super.addEventListener(type, /** @type {EventListener} */ (listener), options);
  }

  close() {
    this.#readyState = CLOSED;
    this.#stream.close();
  }

  /** @param {World} world */
  #follow(world) {
    const { headers, token, share = !headers && !token } = this.#options;
    const policy = { ...POLICY, ...this.#options.policy };
    const requests = new Requests(this.#url, { headers, token, withCredentials: this.withCredentials }, world);
    const setup = { requests, policy, world, types: this.#types };
    /** @type {(id: string, listener: import('./subscription.js').Listener) => Subscription} */
    const open = (id, listener) => new Subscription(setup, id, listener);
    const listener = this.#listener();
    if (!share || !world.streams || !world.BroadcastChannel || !world.locks) {
      return open(this.#lastEventId, listener);
    }
    const name = ['weir 1', this.#url.href, this.withCredentials, share].join(' ');
    const shared = { name, world, lastEventId: this.#lastEventId, anywhere: beginsNow(this.#url), silenceMax: policy.silenceMax };
    return new Tab(shared, open, listener);
  }

  /** @returns {import('./subscription.js').Listener} */
  #listener() {
    return {
      item: item => this.#onItem(item),
      mark: id => this.#keep(id),
      alive() {},
      opened: transport => this.#onOpened(transport),
      interrupted: what => this.#onError(CONNECTING, what),
      ended: what => this.#onError(CLOSED, what),
    };
  }

  /** @param {Item} item */
  #onItem({ type, data, id }) {
    const { onGap, onState, onBye } = this.#options;
    if (this.#readyState === CLOSED) {
      return;
    }
    const gap = type === 'stream-gap' && readGap(data);
    gap && call(onGap, gap);
    type === 'stream-state' && call(onState, undefined);
    type === 'stream-bye' && call(onBye, readBye(data));
    this.#tell(new MessageEvent(type, { data, lastEventId: id, origin: this.#url.origin }));
    this.#keep(id);
  }

  /** @param {string} id */
  #keep(id) {
    if (id !== this.#lastEventId) {
      this.#lastEventId = id;
      this.#position.write(id);
    }
  }

  /** @param {Transport} transport */
  #onOpened(transport) {
    if (transport !== this.#transport) {
      this.#transport = transport;
      call(this.#options.onTransport, transport);
    }
    if (this.#readyState === CONNECTING) {
      this.#readyState = OPEN;
      this.#tell(new Event('open'));
    }
  }

  /** @param {number} state @param {Interruption | Ending} what */
  #onError(state, what) {
    if (this.#readyState !== CLOSED) {
      this.#readyState = state;
      this.#tell(Object.assign(new Event('error'), what));
    }
  }

  /** @param {Event} event */
  #tell(event) {
    const handler = /** @type {any} */ (this)['on' + event.type];
    const own = ['open', 'message', 'error'].includes(event.type) && typeof handler === 'function';
    own && call(handler.bind(this), event);
    this.dispatchEvent(event);
  }
}

/** What a handler throws is the page's error, and not the stream's. @template T @param {((what: T) => void) | undefined} handler @param {T} what */
function call(handler, what) {
  try {
    handler?.(what);
  } catch (error) {
    typeof reportError === 'function' ? reportError(error) : console.error(error);
  }
}

/** @param {string | URL} url @param {World} world */
function addressOf(url, world) {
  try {
    return new URL(url, world.base);
  } catch {
    throw new DOMException(`url: ${url} (expected: an address)`, 'SyntaxError');
  }
}

/** @param {boolean | string | undefined} remember @param {URL} url */
function keyOf(remember, url) {
  return remember ? 'weir ' + (remember === true ? url.href : remember) : '';
}

/** Whether a stream without an id begins with what comes next. @param {URL} url */
function beginsNow({ searchParams }) {
  const names = [...searchParams.keys()].map(name => name.toLowerCase().replaceAll('_', ''));
  return !names.includes('lasteventid') && (searchParams.get('from') ?? 'latest') === 'latest';
}
