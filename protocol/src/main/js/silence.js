/** @typedef {import('./world.js').World} World */

/** Says when nothing has come for too long. */
export class Silence {
  #world;
  #tooLong;
  #limit = 0;
  #since = 0;
  /** @type {any} */
  #timer = null;

  /**
   * @param {World} world
   * @param {(millis: number) => void} tooLong is told the limit
   */
  constructor(world, tooLong) {
    this.#world = world;
    this.#tooLong = tooLong;
  }

  /** Begins to count, from now. @param {number} limit milliseconds */
  begin(limit) {
    this.end();
    this.#limit = limit;
    this.#since = this.#world.now();
    this.#wait(limit);
  }

  /** Something came. */
  broken() {
    this.#since = this.#world.now();
  }

  /** @param {number} limit */
  allow(limit) {
    this.#limit = Math.max(this.#limit, limit);
  }

  end() {
    this.#world.clearTimeout(this.#timer);
  }

  /** One timer for many bytes: it looks again when the last of them is old enough. @param {number} millis */
  #wait(millis) {
    this.#timer = this.#world.setTimeout(() => {
      const left = this.#limit - (this.#world.now() - this.#since);
      left > 0 ? this.#wait(left) : this.#tooLong(this.#limit);
    }, millis);
  }
}
