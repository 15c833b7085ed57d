/** The types of events that an application listens to: an EventSource tells of no others. */
export class EventTypes {
  #types = new Set(['message']);
  /** @type {Set<(type: string) => void>} */
  #followers = new Set();

  /** @param {string} type */
  add(type) {
    if (!this.#types.has(type)) {
      this.#types.add(type);
      this.#followers.forEach(follower => follower(type));
    }
  }

  /** Tells of each type, now and when it is added. @param {(type: string) => void} follower */
  follow(follower) {
    this.#followers.add(follower);
    this.#types.forEach(follower);
    return () => this.#followers.delete(follower);
  }
}
