// The cases of src/test/resources/frames, that Java's parser is held against too. Their README says how they are written.

import { readFileSync, readdirSync } from 'node:fs';

const FOLDER = new URL('../resources/frames/', import.meta.url);

export function frameCases() {
  const files = readdirSync(FOLDER).filter(name => name.endsWith('.txt'));
  return files.flatMap(file => read(file, readFileSync(new URL(file, FOLDER), 'utf8').split('\n')));
}

function read(file, lines) {
  const cases = [];
  for (const line of lines.filter(text => text.trim() && !text.startsWith('#'))) {
    const last = cases[cases.length - 1];
    const [, kind, rest] = /^(\S+) ?(.*)$/s.exec(line);
    if (line.startsWith('[')) {
      cases.push({ name: `${file}: ${line.slice(1, -1)}`, parts: [], expected: { frames: [], id: '' } });
    } else if (kind === 'in') {
      last.parts.push(bytes(rest));
    } else if (kind === 'out') {
      last.expected.frames.push(frame(rest));
    } else if (kind === 'id') {
      last.expected.id = text(rest);
    } else {
      throw new Error(`${file}: ${line} (expected: in, out or id)`);
    }
  }
  return cases.map(({ name, parts, expected }) => ({ name, expected, input: new Uint8Array(Buffer.concat(parts)) }));
}

function frame(line) {
  const [, kind, rest] = /^(\S+) ?(.*)$/s.exec(line);
  switch (kind) {
    case 'event':
      return { event: rest.split('|').map(text) };
    case 'comment':
      return { comment: text(rest) };
    case 'retry':
      // Beyond what Java's long can hold both sides saturate, each in its own way.
      return { retry: rest === '9223372036854775807' ? 1e26 : Number(rest) };
    default:
      throw new Error(`${line} (expected: event, comment or retry)`);
  }
}

function text(escaped) {
  return bytes(escaped).toString('utf8');
}

function bytes(escaped) {
  const parts = escaped.match(/\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\.|[^\\]/gsu) ?? [];
  return Buffer.concat(joined(parts).map(part => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part, 'utf8'))));
}

/** Characters next to each other stay together: two escapes may be one character. */
function joined(parts) {
  const all = [];
  for (const part of parts) {
    if (part.startsWith('\\x')) {
      all.push(parseInt(part.slice(2), 16));
    } else if (typeof all[all.length - 1] === 'string') {
      all[all.length - 1] += character(part);
    } else {
      all.push(character(part));
    }
  }
  return all;
}

function character(part) {
  if (part.startsWith('\\u')) {
    return String.fromCharCode(parseInt(part.slice(2), 16));
  }
  return { '\\n': '\n', '\\r': '\r' }[part] ?? part.replace('\\', '');
}
