/**
 * @typedef {object} Frames what a parser tells
 * @property {(type: string, data: string, lastEventId: string) => void} event
 * @property {(text: string) => void} comment
 * @property {(millis: number) => void} retry
 */

/**
 * Reads `text/event-stream` from chunks that may be cut anywhere (WHATWG HTML, sections 9.2.5 and 9.2.6). A block
 * without its blank line at the end of the stream is never told, and its id does not count.
 */
export class FrameParser {
  /** The id to come back with: that of the last complete block which had one. */
  lastEventId = '';
  #frames;
  #decoder = new TextDecoder();
  #line = '';
  #afterCarriageReturn = false;
  #data = '';
  #type = '';
  #idOfBlock = '';

  /** @param {Frames} frames */
  constructor(frames) {
    this.#frames = frames;
  }

  /** @param {Uint8Array} chunk */
  parse(chunk) {
    let text = this.#decoder.decode(chunk, { stream: true });
    if (!text) {
      return;
    }
    if (this.#afterCarriageReturn && text[0] === '\n') {
      text = text.slice(1);
    }
    this.#afterCarriageReturn = text === '' ? false : text.endsWith('\r');
    const lines = text.split(/\r\n|\n|\r/);
    for (let i = 0; i < lines.length - 1; i++) {
      const line = this.#line + lines[i];
      this.#line = '';
      this.#endLine(line);
    }
    this.#line += lines[lines.length - 1];
  }

  /** @param {string} line */
  #endLine(line) {
    const colon = line.indexOf(':');
    if (line === '') {
      this.#endBlock();
    } else if (colon === 0) {
      this.#frames.comment(valueAfter(line, colon));
    } else if (colon > 0) {
      this.#field(line.slice(0, colon), valueAfter(line, colon));
    } else {
      this.#field(line, '');
    }
  }

  /** @param {string} name @param {string} value */
  #field(name, value) {
    if (name === 'data') {
      this.#data += value + '\n';
    } else if (name === 'event') {
      this.#type = value;
    } else if (name === 'id') {
      this.#idOfBlock = value.includes('\0') ? this.#idOfBlock : value;
    } else if (name === 'retry' && /^[0-9]+$/.test(value)) {
      this.#frames.retry(Number(value));
    }
  }

  #endBlock() {
    this.lastEventId = this.#idOfBlock;
    const data = this.#data;
    const type = this.#type || 'message';
    this.#data = '';
    this.#type = '';
    if (data) {
      this.#frames.event(type, data.slice(0, -1), this.lastEventId);
    }
  }
}

/** @param {string} line @param {number} colon */
function valueAfter(line, colon) {
  return line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
}
