import { FrameParser } from './parser.js';
import { judge, line } from './requests.js';
import { Silence } from './silence.js';

/** @typedef {import('./requests.js').Told} Told */
/** @typedef {import('./subscription.js').Asked} Asked */

const EVENT_STREAM = 'text/event-stream';

/** Server-sent events, read as they come. @param {Asked} asked @param {Told} told @returns {import('./requests.js').Try} */
export function openStream({ requests, policy, world, lastEventId }, told) {
  const abort = new AbortController();
  const silence = new Silence(world, limit => told.end({ how: 'silent', why: `silence: nothing for ${limit} ms (expected: a byte)` }));
  let id = lastEventId;
  const parser = new FrameParser({
    event(type, data, newId) {
      id = newId || id;
      told.event(type, data, id);
    },
    comment() {},
    retry: told.retry,
  });

  async function follow() {
    const answer = await requests.fetch(EVENT_STREAM, {}, lastEventId, abort.signal);
    const end = await judge(answer, EVENT_STREAM);
    if (end || !answer.body) {
      return told.end(end ?? { how: 'unfit', why: 'no body' });
    }
    told.opened();
    const reader = answer.body.getReader();
    for (let first = true; ; first = false) {
      const { done, value } = await reader.read();
      if (done) {
        return told.end({ how: 'lost', why: 'the stream ended without stream-bye' });
      }
      first ? silence.begin(policy.silenceMax) : silence.broken();
      told.alive();
      parser.parse(value);
    }
  }

  silence.begin(policy.openMax);
  follow().catch(error => told.end({ how: 'lost', why: line(error) }));
  return {
    close() {
      silence.end();
      abort.abort();
    },
    heartbeat: limit => silence.allow(limit),
  };
}
