import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { WeirEventSource } from '../../main/js/weir.js';

// What clients do with answers: the cases that the Java client is held against too, over real connections.

const CASES = JSON.parse(readFileSync(new URL('../resources/requests/cases.json', import.meta.url), 'utf8'));

/** Comes back at once. */
const policy = { delayFirst: 1, delayMin: 0, delayMax: 1, jitter: 0 };

function text({ status, headers, body }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} X\r\n${lines.join('')}Connection: close\r\n\r\n${body}`;
}

/** One answer for each connection, and 204 when there are no more. */
async function serve(answers) {
  const heads = [];
  const server = createServer(socket => {
    let head = '';
    socket.on('error', () => {});
    socket.on('data', bytes => {
      head += bytes.toString('latin1');
      if (head.endsWith('\r\n\r\n')) {
        const answer = answers[heads.push(head) - 1] ?? { status: 204, headers: {}, body: '' };
        answer.open ? socket.write(text(answer)) : socket.end(text(answer));
      }
    });
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return { heads, url: `http://127.0.0.1:${server.address().port}/stream?topic=t`, close: () => server.close() };
}

const header = (head, name) => new RegExp(`^${name}: (.*)\r$`, 'im').exec(head)?.[1] ?? '';

for (const { name, answers, seen, ids, end } of CASES) {
  test(name, async () => {
    const server = await serve(answers);
    const source = new WeirEventSource(server.url, { policy, share: false });
    const messages = [];
    const ended = await new Promise(resolve => {
      source.onmessage = ({ data, lastEventId }) => {
        messages.push(`${data} @${lastEventId}`);
        end === 'open' && messages.length === seen.length && resolve('open');
      };
      source.onerror = ({ reason }) => reason && resolve(reason.toLowerCase());
    });
    source.close();
    server.close();

    assert.deepEqual(messages, seen);
    assert.equal(ended, end);
    assert.deepEqual(server.heads.map(head => header(head, 'last-event-id')), ids);
    server.heads.forEach(head => assert.equal(header(head, 'accept'), 'text/event-stream'));
  });
}
