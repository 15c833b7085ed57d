/** Keeps an id in session storage, so that a page that is loaded again goes on where it was. */
export class Position {
  #storage;
  #key;

  /** @param {Pick<Storage, 'getItem' | 'setItem'> | undefined} storage @param {string} key '' to keep nothing */
  constructor(storage, key) {
    this.#storage = key ? storage : undefined;
    this.#key = key;
  }

  read() {
    try {
      return this.#storage?.getItem(this.#key) ?? '';
    } catch {
      return '';
    }
  }

  /** @param {string} id */
  write(id) {
    try {
      this.#storage?.setItem(this.#key, id);
    } catch {
      // Full or forbidden: the page then begins anew.
    }
  }
}
