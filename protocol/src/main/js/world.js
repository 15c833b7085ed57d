/**
 * @typedef {object} World what a client needs of the browser, so that tests can be one
 * @property {typeof fetch} fetch
 * @property {boolean} streams whether an answer can be read while it comes
 * @property {typeof EventSource} [EventSource]
 * @property {typeof BroadcastChannel} [BroadcastChannel]
 * @property {Pick<LockManager, 'request'>} [locks]
 * @property {Pick<Storage, 'getItem' | 'setItem'>} [storage]
 * @property {string} [base] that a relative address is relative to
 * @property {() => number} now milliseconds
 * @property {() => number} random draws from 0 to 1
 * @property {(work: () => void, millis: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {() => boolean} isOffline whether the browser knows that it has no network
 * @property {(heard: Signals) => () => void} listen returns what stops it
 */

/**
 * @typedef {object} Signals
 * @property {() => void} offline
 * @property {() => void} online the network is back, or the page is looked at again
 */

/** The browser that this runs in. @returns {World} */
export function browser() {
  const self = /** @type {any} */ (globalThis);
  return {
    fetch: (address, init) => fetch(address, init),
    streams: typeof ReadableStream === 'function' && 'body' in Response.prototype,
    EventSource: self.EventSource,
    BroadcastChannel: self.BroadcastChannel,
    locks: self.navigator?.locks,
    storage: sessionStorageOf(self),
    base: self.document?.baseURI ?? self.location?.href,
    now: () => performance.now(),
    random: Math.random,
    setTimeout: (work, millis) => setTimeout(work, Math.min(millis, 0x7fffffff)),
    clearTimeout: timer => clearTimeout(timer),
    isOffline: () => self.navigator?.onLine === false,
    listen,
  };
}

/** Where it is forbidden, asking for it throws. @param {any} self */
function sessionStorageOf(self) {
  try {
    return self.sessionStorage;
  } catch {
    return undefined;
  }
}

/** @param {Signals} heard */
function listen(heard) {
  const seen = () => document.visibilityState === 'visible' && heard.online();
  const hasPage = typeof document !== 'undefined';
  globalThis.addEventListener?.('offline', heard.offline);
  globalThis.addEventListener?.('online', heard.online);
  hasPage && document.addEventListener('visibilitychange', seen);
  return () => {
    globalThis.removeEventListener?.('offline', heard.offline);
    globalThis.removeEventListener?.('online', heard.online);
    hasPage && document.removeEventListener('visibilitychange', seen);
  };
}
