import { History } from './history.js';

/** @typedef {import('./subscription.js').Item} Item */
/** @typedef {import('./subscription.js').Listener} Listener */
/** @typedef {import('./subscription.js').Transport} Transport */
/** @typedef {import('./world.js').World} World */
/** @typedef {{ lastEventId: string, close(): void }} Stream */
/** @typedef {keyof Listener} Signal */

/**
 * What tabs say to each other. A tab asks to `join` behind its id; the leader answers `to` it with what came behind
 * that id, or with null when it does not know it; what the leader's stream says goes to all, numbered.
 *
 * @typedef {{ lead: string }} Lead
 * @typedef {{ join: string, id: string }} Join
 * @typedef {{ to: string, behind: string, term: string, next: number, news: Item[] | null, id: string, transport: Transport | '' }} Welcome
 * @typedef {{ term: string, number: number, signal: Signal, what: any }} Said
 */

/** A leader that does not answer within this time is done without. */
const ANSWER_MAX = 1_000;

/** Between two questions of a tab that follows a stream of its own. */
const ASK_EVERY = 1_000;

/** A leader tells of heartbeats no more often. */
const ALIVE_EVERY = 1_000;

/** Of a leader that says nothing: a stream's own longest silence, and some more. */
const LEADER_SILENCE_SLACK = 5_000;

/**
 * One of the tabs that share a connection. One of them leads: it holds the lock, has the stream and tells the others. A
 * tab that the leader cannot serve exactly from where it is follows a stream of its own until it is where the leader has
 * been; ids are only ever compared for being the same. When the leader goes, its lock goes to another, which goes on
 * from its own id.
 */
export class Tab {
  #name;
  #world;
  #openStream;
  #listener;
  #id;
  #anywhere;
  #silenceMax;
  #me;
  #history = new History();
  #over = false;
  #channel;
  #lock = new AbortController();
  /** @type {() => void} */
  #release = () => {};

  /** @type {Stream | null} what the leader has, and a tab that cannot be served */
  #own = null;
  #leading = false;
  #term = '';
  #number = 0;
  #saidAt = 0;
  /** @type {Transport | ''} of the stream that is followed, own or not, while it is open */
  #transport = '';

  /** The term of the leader that is followed; '' for none. */
  #followed = '';
  #expected = 0;

  /** What the own stream said since the leader was asked; null when nothing is asked. @type {(() => void)[] | null} */
  #held = null;
  /** @type {any} */
  #timer = null;

  /**
   * @param {{ name: string, world: World, lastEventId: string, anywhere: boolean, silenceMax: number }} setup whoever
   *     has the same name shares; `anywhere` when a tab without an id may begin wherever the others are
   * @param {(lastEventId: string, listener: Listener) => Stream} openStream
   * @param {Listener} listener
   */
  constructor({ name, world, lastEventId, anywhere, silenceMax }, openStream, listener) {
    this.#name = name;
    this.#world = world;
    this.#openStream = openStream;
    this.#listener = listener;
    this.#id = lastEventId;
    this.#history.add(plain(lastEventId), null);
    this.#anywhere = anywhere;
    this.#silenceMax = silenceMax;
    this.#me = this.#draw();
    this.#channel = new /** @type {typeof BroadcastChannel} */ (world.BroadcastChannel)(name);
    this.#channel.onmessage = ({ data }) => this.#over || this.#hear(data);
    this.#waitForLock();
    this.#canJoin() ? this.#ask() : this.#goAlone();
  }

  get lastEventId() {
    return this.#id;
  }

  get role() {
    return this.#leading ? 'leading' : this.#followed ? 'following' : 'alone';
  }

  close() {
    this.#leave();
    this.#release();
  }

  #leave() {
    this.#over = true;
    this.#leading = false;
    this.#followed = '';
    this.#own?.close();
    this.#channel.close();
    this.#lock.abort();
    this.#world.clearTimeout(this.#timer);
  }

  #draw() {
    return `${this.#world.random()}`.slice(2);
  }

  #waitForLock() {
    const lead = () =>
      this.#over
        ? undefined
        : new Promise(release => {
            this.#release = () => release(undefined);
            this.#lead();
          });
    /** @type {LockManager} */ (this.#world.locks).request(this.#name, { signal: this.#lock.signal }, lead).catch(() => {});
  }

  #lead() {
    const followed = this.#followed;
    this.#leading = true;
    this.#followed = '';
    this.#term = this.#draw();
    this.#answered();
    this.#say({ lead: this.#term });
    if (followed && this.#transport) {
      this.#told('interrupted', { why: 'the tab that had the connection is gone', code: null, after: 0, attempt: 0 });
    }
    if (!this.#over && !this.#own) {
      this.#open();
    }
  }

  #canJoin() {
    return this.#anywhere || this.#id !== '';
  }

  /** Asks the leader, if there is one, to be told what comes. Nothing is taken from anybody until it answers. */
  #ask() {
    if (this.#leading || !this.#canJoin()) {
      return;
    }
    this.#followed = '';
    this.#held ??= [];
    this.#say({ join: this.#me, id: plain(this.#id) });
    this.#after(ANSWER_MAX, () => this.#goAlone());
  }

  /** The question is over; what the own stream said meanwhile counts. */
  #answered() {
    const held = this.#held ?? [];
    this.#held = null;
    this.#world.clearTimeout(this.#timer);
    held.forEach(tell => this.#over || tell());
  }

  #goAlone() {
    this.#answered();
    if (!this.#over && !this.#own) {
      this.#open();
    }
    this.#askLater();
  }

  #askLater() {
    this.#over || this.#after(ASK_EVERY, () => (this.#canJoin() ? this.#ask() : this.#askLater()));
  }

  #open() {
    /** @type {(signal: Signal) => (what?: any) => void} */
    const hear = signal => what => {
      const tell = () => this.#told(signal, what);
      this.#held ? this.#held.push(tell) : tell();
    };
    this.#own = this.#openStream(this.#id, {
      item: hear('item'),
      mark: hear('mark'),
      alive: hear('alive'),
      opened: hear('opened'),
      interrupted: hear('interrupted'),
      ended: hear('ended'),
    });
  }

  /** What the own stream says; the leader passes it on. @param {Signal} signal @param {any} what */
  #told(signal, what) {
    const now = this.#world.now();
    if (this.#leading && (signal !== 'alive' || now - this.#saidAt >= ALIVE_EVERY)) {
      this.#saidAt = now;
      this.#say({ term: this.#term, number: this.#number++, signal, what });
    }
    this.#take(signal, what);
  }

  /** @param {Signal} signal @param {any} what */
  #take(signal, what) {
    if (signal === 'item' || signal === 'mark') {
      const item = signal === 'item' ? what : null;
      const id = item ? item.id : what;
      this.#history.add(plain(id), item);
      this.#listener[signal](/** @type {any} */ (what));
      this.#id = id;
      return;
    }
    if (signal === 'opened') {
      this.#transport = what;
    } else if (signal === 'interrupted') {
      this.#transport = '';
    } else if (signal === 'ended') {
      this.#leave();
      // The others are to hear of it before one of them leads.
      this.#world.setTimeout(() => this.#release(), ANSWER_MAX);
    }
    this.#listener[signal](/** @type {any} */ (what));
  }

  /** @param {Partial<Lead & Join & Welcome & Said>} message */
  #hear(message) {
    if (message.lead) {
      this.#ask();
    } else if (message.join) {
      this.#leading && this.#welcome(/** @type {Join} */ (message));
    } else if (message.to) {
      const isAwaited = message.to === this.#me && this.#held && message.behind === plain(this.#id);
      isAwaited && this.#onWelcome(/** @type {Welcome} */ (message));
    } else if (message.term === this.#followed) {
      this.#follow(/** @type {Said} */ (message));
    }
  }

  /** @param {Join} asked */
  #welcome({ join, id }) {
    const news = id ? this.#history.after(id) : [];
    if (id || this.#id) {
      this.#say({ to: join, behind: id, term: this.#term, next: this.#number, news, id: this.#id, transport: this.#transport });
    }
  }

  /** @param {Welcome} welcome */
  #onWelcome({ term, next, news, id, transport }) {
    if (!news) {
      return this.#goAlone();
    }
    this.#held = null;
    this.#own?.close();
    this.#own = null;
    this.#followed = term;
    this.#expected = next;
    this.#watch();
    for (const item of news) {
      this.#over || this.#take('item', item);
    }
    this.#over || this.#catchUpWith(id, transport);
  }

  /** @param {string} id @param {Transport | ''} transport */
  #catchUpWith(id, transport) {
    this.#take('mark', id);
    if (transport && transport !== this.#transport) {
      this.#take('opened', transport);
    } else if (!transport && this.#transport) {
      this.#take('interrupted', { why: 'the leading tab is coming back', code: null, after: 0, attempt: 0 });
    }
  }

  /** @param {Said} said */
  #follow({ number, signal, what }) {
    if (number !== this.#expected++) {
      return this.#ask();
    }
    this.#watch();
    this.#take(signal, what);
  }

  /** A leader that says nothing for too long is asked whether it is there. */
  #watch() {
    this.#after(this.#silenceMax + LEADER_SILENCE_SLACK, () => this.#ask());
  }

  /** @param {number} millis @param {() => void} work */
  #after(millis, work) {
    this.#world.clearTimeout(this.#timer);
    this.#timer = this.#world.setTimeout(work, millis);
  }

  /** @param {Lead | Join | Welcome | Said} message */
  #say(message) {
    this.#over || this.#channel.postMessage(message);
  }
}

/** A planned end marks the same position with a sign behind it. @param {string} id */
function plain(id) {
  return id.endsWith('~') ? id.slice(0, -1) : id;
}
