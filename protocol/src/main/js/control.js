/** Codes of `stream-bye` by which a server of this version says it: docs/PROTOCOL.md, section 5. */
const KNOWN = new Set([3000, 3001, 3002, 3003, 3004, 3005, 3006, 3500, 3501, 3502]);

const OVERLOAD = 3005;
const RATE = 3006;
const TOPIC_CLOSED = 3500;

/**
 * @typedef {object} Bye why a stream stopped
 * @property {number | null} code
 * @property {string} reason
 * @property {boolean} reconnect whether to come back
 * @property {number} after milliseconds; 0 when the server did not say
 */

/**
 * @typedef {object} Gap what is known of what was missed: docs/PROTOCOL.md, section 3.4
 * @property {string} topic
 * @property {'retention' | 'epoch' | 'unknown' | 'ahead'} cause
 * @property {string | null} requested
 * @property {string | null} earliest
 * @property {string | null} latest
 * @property {number | null} lost
 * @property {string} from after which the stream goes on
 */

/** The members of a JSON object; none when it is not one. @param {string} text @returns {Record<string, unknown>} */
export function members(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

/** @param {string} data @returns {Bye} */
export function readBye(data) {
  const { code, reason, reconnect, afterMs } = members(data);
  const number = Number.isInteger(code) ? Number(code) : null;
  return {
    code: number,
    reason: typeof reason === 'string' ? reason : '',
    reconnect: comesBack(number, reconnect),
    after: positive(afterMs),
  };
}

/** A gap that does not say where the stream goes on would be a silent skip: null. @param {string} data @returns {Gap | null} */
export function readGap(data) {
  const gap = members(data);
  return typeof gap.topic === 'string' && typeof gap.from === 'string' ? /** @type {any} */ (gap) : null;
}

/** The longest silence that `stream-open` announced, in milliseconds. @param {string} data */
export function readHeartbeat(data) {
  return positive(members(data).heartbeat) * 1_000;
}

/** @param {Bye} bye */
export function isRefusal(bye) {
  return bye.code === OVERLOAD || bye.code === RATE;
}

/** @param {Bye} bye */
export function isTopicClosed(bye) {
  return bye.code === TOPIC_CLOSED;
}

/** For a known code the member says it, for another one of our range the range. @param {number | null} code @param {unknown} member */
function comesBack(code, member) {
  if (code !== null && code >= 3000 && code <= 3999 && (!KNOWN.has(code) || typeof member !== 'boolean')) {
    return code < 3500;
  }
  return typeof member !== 'boolean' || member;
}

/** @param {unknown} value */
function positive(value) {
  return typeof value === 'number' && value > 0 ? value : 0;
}
