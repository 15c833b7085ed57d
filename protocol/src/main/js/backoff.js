/** What a server may ask for; beyond it, it is taken for this. */
const SERVER_DELAY_MAX = 86_400_000;

/**
 * @typedef {object} Policy times in milliseconds
 * @property {number} delayFirst before the first new try; `retry:` takes its place
 * @property {number} multiplier of the delay from one try to the next
 * @property {number} delayMax the delay never grows beyond this, unless the server asked for more
 * @property {number} delayMin nor falls below this
 * @property {number} jitter the share of a delay that is drawn at random: with 0.5 a delay of 1 s is 0.5 to 1 s
 * @property {number} attemptsMax failures in a row after which a transport is given up
 * @property {number} silenceMax without a byte, after which a connection counts as dead; a longer announced heartbeat raises it
 * @property {number} openMax from a request to the first byte of its answer
 * @property {number} wait how long a long-poll asks to wait, at most 30,000
 * @property {number} pollEvery between two polls that have nothing to wait with
 * @property {number} climbAfter on a lower transport, before the stream is tried again; twice as long each time
 */

/** @type {Policy} */
export const POLICY = Object.freeze({
  delayFirst: 1_000,
  multiplier: 2,
  delayMax: 30_000,
  delayMin: 100,
  jitter: 0.5,
  attemptsMax: 10,
  silenceMax: 35_000,
  openMax: 10_000,
  wait: 25_000,
  pollEvery: 5_000,
  climbAfter: 60_000,
});

/** How many tries have failed in a row, and how long to wait before the next one. It knows no time. */
export class Backoff {
  failures = 0;
  #policy;
  #random;
  #first;
  #max;

  /**
   * @param {Policy} policy
   * @param {() => number} random draws from 0 to 1
   */
  constructor(policy, random) {
    this.#policy = policy;
    this.#random = random;
    this.#first = policy.delayFirst;
    this.#max = policy.delayMax;
  }

  /** What `retry:` said: the first delay from now on. @param {number} asked */
  retry(asked) {
    this.#first = Math.min(asked, SERVER_DELAY_MAX);
    this.#max = Math.max(this.#policy.delayMax, this.#first);
  }

  succeeded() {
    this.failures = 0;
  }

  failed() {
    this.failures++;
  }

  get isUsedUp() {
    return this.failures >= this.#policy.attemptsMax;
  }

  /** When the server asked for nothing. */
  own() {
    const grown = this.#first * this.#policy.multiplier ** Math.max(0, this.failures - 1);
    return this.#atLeastMin(Math.min(grown, this.#max) * (1 - this.#share()));
  }

  /** For `Retry-After`: never earlier, and a little later, since all who were refused got the same number. @param {number} asked */
  asked(asked) {
    return asked > 0 ? this.#atLeastMin(Math.min(asked, SERVER_DELAY_MAX) * (1 + this.#share())) : this.own();
  }

  /** For `afterMs`, which the server has drawn for this client alone. @param {number} asked */
  drawnByServer(asked) {
    return asked > 0 ? this.#atLeastMin(Math.min(asked, SERVER_DELAY_MAX)) : this.own();
  }

  #share() {
    return this.#policy.jitter * this.#random();
  }

  /** @param {number} delay */
  #atLeastMin(delay) {
    return Math.max(Math.round(delay), this.#policy.delayMin);
  }
}
