/** @typedef {import('./world.js').World} World */
/** @typedef {Record<string, string>} Headers */

/**
 * How a try ended. `lost`: another one may do better. `silent`: the same, but nothing came where something had to.
 * `unfit`: not what was asked for, and so it would be again. `blind`: refused, and nobody can see why.
 * `refused`: another try would be answered the same. `complete`: nothing more will come.
 *
 * @typedef {object} End
 * @property {'lost' | 'silent' | 'unfit' | 'blind' | 'refused' | 'complete'} how
 * @property {string} why one line
 * @property {number} [retryAfter] milliseconds
 */

/**
 * What a try tells, until it has told its end.
 *
 * @typedef {object} Told
 * @property {() => void} alive something came
 * @property {() => void} opened an answer is there, and is what was asked for
 * @property {(type: string, data: string, id: string) => void} event with the id to come back with behind it; '' for none yet
 * @property {(id: string) => void} mark the stream stands there
 * @property {(millis: number) => void} retry
 * @property {(end: End) => void} end
 */

/**
 * One try, under way.
 *
 * @typedef {object} Try
 * @property {() => void} close after which nothing more is told
 * @property {(millis: number) => void} [heartbeat] allows so long a silence
 */

const WORTH_ANOTHER_TRY = [408, 425, 429];
const LINE_CHARS_MAX = 200;

/** Addresses, headers and credentials of what is asked for, as the application gave them. */
export class Requests {
  #url;
  #options;
  #world;

  /**
   * @param {URL} url
   * @param {{ withCredentials: boolean, headers?: Headers | (() => Headers | Promise<Headers>), token?: string | (() => string | Promise<string>) }} options
   * @param {World} world
   */
  constructor(url, options, world) {
    this.#url = url;
    this.#options = options;
    this.#world = world;
  }

  get origin() {
    return this.#url.origin;
  }

  get withCredentials() {
    return this.#options.withCredentials;
  }

  /** Whether requests carry what an EventSource cannot. */
  get hasHeaders() {
    return !!(this.#options.headers || this.#options.token);
  }

  /** @param {Record<string, string>} parameters in place of those of the same name */
  address(parameters) {
    const url = new URL(this.#url);
    for (const [name, value] of Object.entries(parameters)) {
      url.searchParams.set(name, value);
    }
    return url.href;
  }

  /**
   * @param {string} accept
   * @param {Record<string, string>} parameters
   * @param {string} lastEventId
   * @param {AbortSignal} signal
   */
  async fetch(accept, parameters, lastEventId, signal) {
    const { headers, token, withCredentials } = this.#options;
    const sent = new Headers(await given(headers));
    const bearer = await given(token);
    if (bearer) {
      sent.set('Authorization', 'Bearer ' + bearer);
    }
    sent.set('Accept', accept);
    let all = parameters;
    if (/^[!-~]+$/.test(lastEventId)) {
      sent.set('Last-Event-ID', lastEventId);
    } else if (lastEventId) {
      all = { ...parameters, last_event_id: lastEventId };
    }
    return this.#world.fetch(this.address(all), {
      headers: sent,
      credentials: withCredentials ? 'include' : 'same-origin',
      cache: 'no-store',
      signal,
    });
  }
}

/** What an answer means when it is not of this type; null when it is. @param {Response} answer @param {string} type @returns {Promise<End | null>} */
export async function judge(answer, type) {
  const { status } = answer;
  const said = answer.headers.get('Content-Type') ?? 'none';
  if (status === 204) {
    return { how: 'complete', why: 'status 204' };
  }
  if (status === 200) {
    return said.split(';')[0].trim().toLowerCase() === type
      ? null
      : { how: 'unfit', why: `Content-Type: ${line(said)} (expected: ${type})` };
  }
  const why = `status ${status}${detail(await answer.text())}`;
  const forGood = status >= 400 && status < 500 && !WORTH_ANOTHER_TRY.includes(status);
  return forGood ? { how: 'refused', why } : { how: 'unfit', why, retryAfter: retryAfter(answer.headers) };
}

/** One line of what was thrown or said. @param {unknown} text */
export function line(text) {
  return String(text).replace(/\s+/g, ' ').slice(0, LINE_CHARS_MAX);
}

/** A page of a proxy says nothing in one line. @param {string} body */
function detail(body) {
  try {
    const { detail: text, title } = JSON.parse(body);
    return ': ' + line(text ?? title);
  } catch {
    return body.trim() && !body.trim().startsWith('<') ? ': ' + line(body.trim()) : '';
  }
}

/** By seconds or by a date, in milliseconds. @param {Response['headers']} headers */
function retryAfter(headers) {
  const value = (headers.get('Retry-After') ?? '').trim();
  const wait = /^[0-9]{1,9}$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return wait > 0 ? wait : 0;
}

/** @template T @param {T | (() => T | Promise<T>)} value @returns {T | Promise<T>} */
function given(value) {
  return typeof value === 'function' ? /** @type {() => T | Promise<T>} */ (value)() : value;
}
