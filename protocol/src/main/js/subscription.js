import { Backoff } from './backoff.js';
import { isRefusal, isTopicClosed, readBye, readGap, readHeartbeat } from './control.js';
import { Ladder } from './ladder.js';
import { openEventSource } from './native.js';
import { openPolls } from './poll.js';
import { line } from './requests.js';
import { openStream } from './stream.js';

/** @typedef {import('./requests.js').End} End */
/** @typedef {import('./requests.js').Told} Told */
/** @typedef {import('./requests.js').Try} Try */
/** @typedef {'stream' | 'event-source' | 'long-poll' | 'poll'} Transport */

/**
 * @typedef {object} Setup
 * @property {import('./requests.js').Requests} requests
 * @property {import('./backoff.js').Policy} policy
 * @property {import('./world.js').World} world
 * @property {import('./types.js').EventTypes} types
 */

/** @typedef {Setup & { lastEventId: string }} Asked */

/**
 * One thing that the stream said.
 *
 * @typedef {object} Item
 * @property {string} type
 * @property {string} data
 * @property {string} id to come back with once it has been dealt with; '' for none yet
 */

/**
 * @typedef {object} Interruption
 * @property {string} why one line
 * @property {number | null} code of `stream-bye`
 * @property {number} after milliseconds until the next try
 * @property {number} attempt how many in a row have failed; 0 after an end in good order
 */

/**
 * @typedef {object} Ending
 * @property {string} why one line
 * @property {number | null} code of `stream-bye`
 * @property {'COMPLETE' | 'ENDED' | 'REFUSED' | 'GAVE_UP'} reason
 */

/**
 * @typedef {object} Listener
 * @property {(item: Item) => void} item
 * @property {(id: string) => void} mark the stream stands there, behind all items so far
 * @property {() => void} alive something came, if only a heartbeat
 * @property {(transport: Transport) => void} opened
 * @property {(interruption: Interruption) => void} interrupted
 * @property {(ending: Ending) => void} ended
 */

/** A server that announces its heartbeat is given this much more than that. */
const HEARTBEAT_SLACK = 1.4;

/** What is waited for is drawn from this much, when all pages of a network wake up at once. */
const WAKE_SPREAD = 1_000;

/** @type {Record<string, (asked: Asked, told: Told) => Try>} */
const TRANSPORTS = {
  stream: openStream,
  'event-source': openEventSource,
  'long-poll': (asked, told) => openPolls(asked, told, asked.policy.wait),
  poll: (asked, told) => openPolls(asked, told, 0),
};

/** One stream, over as many connections as it takes, and over the best transport that gets through. */
export class Subscription {
  #setup;
  #listener;
  #backoff;
  #ladder;
  #lastId;
  #over = false;
  /** @type {Try | null} */
  #connection = null;
  /** @type {Try | null} */
  #probe = null;
  /** @type {any} */
  #retryTimer = null;
  /** @type {any} */
  #climbTimer = null;
  #retryAt = 0;
  #openedAt = 0;
  #isOpen = false;
  /** Whether the connection has given something that a failing stream would not give again and again. */
  #lived = false;
  /** Whether the network went away under the connection, which has given nothing since. */
  #suspect = false;
  #unlisten;

  /**
   * @param {Setup} setup
   * @param {string} lastEventId '' for none
   * @param {Listener} listener
   */
  constructor(setup, lastEventId, listener) {
    const { policy, world, requests } = setup;
    const native = !world.streams && world.EventSource && !requests.hasHeaders;
    const best = world.streams ? ['stream'] : native ? ['event-source'] : [];
    this.#setup = setup;
    this.#lastId = lastEventId;
    this.#listener = listener;
    this.#backoff = new Backoff(policy, world.random);
    this.#ladder = new Ladder([...best, 'long-poll', 'poll'], policy.climbAfter);
    this.#unlisten = world.listen({
      offline: () => (this.#suspect = true),
      online: () => this.#wake(),
    });
    this.#connect();
  }

  get lastEventId() {
    return this.#lastId;
  }

  close() {
    this.#over = true;
    this.#unlisten();
    this.#drop();
    this.#stopClimbing();
    this.#setup.world.clearTimeout(this.#retryTimer);
  }

  #connect() {
    this.#lived = false;
    this.#isOpen = false;
    this.#suspect = false;
    const transport = /** @type {Transport} */ (this.#ladder.current);
    this.#connection = this.#try(transport, this.#lastId, {
      alive: () => {
        this.#suspect = false;
        this.#listener.alive();
      },
      opened: () => this.#onOpened(transport),
      event: (type, data, id) => this.#onEvent({ type, data, id }),
      mark: id => this.#onMark(id),
      retry: millis => this.#backoff.retry(millis),
      end: end => this.#onEnd(end),
    });
    this.#planClimb();
  }

  /** A try that tells nothing once it is closed. @param {string} transport @param {string} lastEventId @param {Told} told @returns {Try} */
  #try(transport, lastEventId, told) {
    let closed = false;
    const guarded = /** @type {any} */ ({});
    for (const [name, tell] of Object.entries(told)) {
      guarded[name] = (/** @type {any[]} */ ...what) => closed || /** @type {any} */ (tell)(...what);
    }
    const made = TRANSPORTS[transport]({ ...this.#setup, lastEventId }, guarded);
    return {
      close() {
        closed = true;
        made.close();
      },
      heartbeat: millis => made.heartbeat?.(millis),
    };
  }

  /** @param {Transport} transport */
  #onOpened(transport) {
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.#openedAt = this.#setup.world.now();
      this.#listener.opened(transport);
    } else {
      this.#ladder.worked(0);
    }
    this.#lived ||= transport.endsWith('poll');
  }

  /** @param {Item} item */
  #onEvent(item) {
    if (item.type === 'stream-gap' && !readGap(item.data)) {
      return this.#onEnd({ how: 'unfit', why: `stream-gap: ${line(item.data)} (expected: topic and from)` });
    }
    if (item.type === 'stream-open') {
      this.#connection?.heartbeat?.(readHeartbeat(item.data) * HEARTBEAT_SLACK);
    } else if (item.type === 'stream-bye') {
      return this.#onBye(item);
    } else {
      this.#lived ||= item.type !== 'stream-denied';
    }
    this.#give(item);
  }

  /** @param {Item} item */
  #give(item) {
    this.#listener.item(item);
    this.#lastId = item.id;
  }

  /** @param {string} id */
  #onMark(id) {
    this.#lastId = id;
    this.#listener.mark(id);
  }

  /** @param {Item} item */
  #onBye(item) {
    const bye = readBye(item.data);
    const { code } = bye;
    const why = code === null ? 'ended by the server' : `ended by the server: ${code} ${line(bye.reason)}`;
    this.#give(item);
    if (this.#over) {
      return;
    }
    if (isTopicClosed(bye)) {
      this.#finish({ reason: 'COMPLETE', why, code });
    } else if (!bye.reconnect) {
      this.#finish({ reason: 'ENDED', why, code });
    } else {
      this.#hasLived() && !isRefusal(bye) ? this.#backoff.succeeded() : this.#backoff.failed();
      this.#retry(why, code, this.#backoff.drawnByServer(bye.after));
    }
  }

  /** @param {End} end */
  #onEnd({ how, why, retryAfter = 0 }) {
    if (how === 'complete') {
      return this.#finish({ reason: 'COMPLETE', why, code: null });
    }
    if (how === 'refused') {
      return this.#finish({ reason: 'REFUSED', why, code: null });
    }
    const excused = how === 'unfit' ? this.#lived : this.#hasLived();
    if (this.#isOpen && how !== 'silent') {
      this.#ladder.worked(this.#setup.world.now() - this.#openedAt);
    }
    if (excused) {
      this.#backoff.succeeded();
    }
    if (!this.#setup.world.isOffline()) {
      this.#backoff.failed();
    }
    if (how === 'silent') {
      this.#ladder.silent();
    } else if (how === 'blind') {
      this.#ladder.down();
    }
    this.#retry(why, null, this.#backoff.asked(retryAfter));
  }

  #hasLived() {
    const { world, policy } = this.#setup;
    return this.#lived || (this.#isOpen && world.now() - this.#openedAt >= policy.delayFirst);
  }

  /** @param {string} why @param {number | null} code @param {number} after */
  #retry(why, code, after) {
    this.#drop();
    const attempt = this.#backoff.failures;
    if (this.#backoff.isUsedUp) {
      if (!this.#ladder.down()) {
        return this.#finish({ reason: 'GAVE_UP', why: `gave up, failures in a row: ${attempt}, the last one: ${why}`, code });
      }
      this.#backoff.succeeded();
    }
    this.#connectAfter(after);
    this.#listener.interrupted({ why, code, after, attempt });
  }

  /** @param {number} after */
  #connectAfter(after) {
    const { world } = this.#setup;
    world.clearTimeout(this.#retryTimer);
    this.#retryAt = world.now() + after;
    this.#retryTimer = world.setTimeout(() => this.#connect(), after);
  }

  /** @param {Ending} ending */
  #finish(ending) {
    this.close();
    this.#listener.ended(ending);
  }

  #drop() {
    this.#connection?.close();
    this.#connection = null;
  }

  /** The network is back, or the page is looked at again: nothing that is waited for need be waited for. */
  #wake() {
    const { world } = this.#setup;
    const soon = world.random() * WAKE_SPREAD;
    if (!this.#connection) {
      this.#connectAfter(Math.min(soon, Math.max(0, this.#retryAt - world.now())));
    } else if (this.#suspect) {
      this.#drop();
      this.#connectAfter(soon);
      this.#listener.interrupted({ why: 'the network was away', code: null, after: soon, attempt: this.#backoff.failures });
    } else if (!this.#ladder.isAtTop && !this.#probe) {
      this.#climbAfter(soon);
    }
  }

  #planClimb() {
    if (!this.#ladder.isAtTop && !this.#climbTimer && !this.#probe) {
      this.#climbAfter(this.#ladder.nextClimb());
    }
  }

  /** @param {number} millis */
  #climbAfter(millis) {
    this.#stopClimbing();
    this.#climbTimer = this.#setup.world.setTimeout(() => this.#tryToClimb(), millis);
  }

  /** Whether the best transport gets through is asked beside the one in use. What the answer holds is not looked at. */
  #tryToClimb() {
    this.#climbTimer = null;
    const nothing = () => {};
    this.#probe = this.#try(this.#ladder.top, '', {
      alive: () => this.#climb(),
      opened: nothing,
      event: nothing,
      mark: nothing,
      retry: nothing,
      end: () => {
        this.#stopClimbing();
        this.#ladder.climbFailed();
        this.#planClimb();
      },
    });
  }

  #climb() {
    this.#stopClimbing();
    this.#setup.world.clearTimeout(this.#retryTimer);
    this.#drop();
    this.#ladder.climb();
    this.#connect();
  }

  #stopClimbing() {
    this.#probe?.close();
    this.#probe = null;
    this.#setup.world.clearTimeout(this.#climbTimer);
    this.#climbTimer = null;
  }
}
