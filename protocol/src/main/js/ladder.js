/** A stream that stood for so long has proved itself. */
const PROVEN_AFTER = 600_000;
const CLIMB_AFTER_MAX = 3_600_000;

/** Which transport is used: the best one first, a lower one when it does not get through, and back when it may again. */
export class Ladder {
  #rungs;
  #climbAfter;
  #at = 0;
  #silences = 0;
  #descents = 0;

  /**
   * @param {string[]} rungs the best one first
   * @param {number} climbAfter milliseconds on a lower rung, before the best one is tried
   */
  constructor(rungs, climbAfter) {
    this.#rungs = rungs;
    this.#climbAfter = climbAfter;
  }

  get top() {
    return this.#rungs[0];
  }

  get current() {
    return this.#rungs[this.#at];
  }

  get isAtTop() {
    return this.#at === 0;
  }

  /** Whether there was a lower one. */
  down() {
    if (this.#at === this.#rungs.length - 1) {
      return false;
    }
    this.#descents += this.#at === 0 ? 1 : 0;
    this.#at++;
    this.#silences = 0;
    return true;
  }

  /** A stream that is held back somewhere is silent; long-polls may be so once, when a network has died under them. */
  silent() {
    this.#silences++;
    if (this.isAtTop || this.#silences > 1) {
      this.down();
    }
  }

  /** @param {number} millis that it stood for */
  worked(millis) {
    this.#silences = 0;
    if (this.isAtTop && millis >= PROVEN_AFTER) {
      this.#descents = 0;
    }
  }

  climb() {
    this.#at = 0;
  }

  /** How long to stay below before the best one is tried; longer each time that it failed. */
  nextClimb() {
    return Math.min(this.#climbAfter * 2 ** Math.max(0, this.#descents - 1), CLIMB_AFTER_MAX);
  }

  climbFailed() {
    this.#descents++;
  }
}
