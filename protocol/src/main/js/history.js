/** @typedef {import('./subscription.js').Item} Item */

const ENTRIES_MAX = 1_000;
const CHARS_MAX = 1 << 20;

/** What came last, as far as it is small: enough for tabs that are a little behind. */
export class History {
  /** @type {{ id: string, item: Item | null, isNews: boolean }[]} */
  #entries = [];
  #chars = 0;

  /** @param {string} id behind it @param {Item | null} item null when only the position moved */
  add(id, item) {
    const isNews = item !== null && !/^stream-(open|denied|bye)$/.test(item.type);
    this.#entries.push({ id, item, isNews });
    this.#chars += item ? item.data.length : 0;
    while (this.#entries.length > ENTRIES_MAX || this.#chars > CHARS_MAX) {
      this.#chars -= this.#entries.shift()?.item?.data.length ?? 0;
    }
  }

  /**
   * All behind the last entry with this id. Null when there is none, or when the id does not say which: several that
   * have it tell something new.
   *
   * @param {string} id
   * @returns {Item[] | null}
   */
  after(id) {
    const found = this.#entries.filter(entry => entry.id === id);
    if (!found.length || found.slice(1).some(({ isNews }) => isNews)) {
      return null;
    }
    const last = this.#entries.lastIndexOf(found[found.length - 1]);
    return this.#entries.slice(last + 1).flatMap(({ item }) => item ?? []);
  }
}
