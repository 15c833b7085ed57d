import { judge, line } from './requests.js';
import { Silence } from './silence.js';

/** @typedef {import('./requests.js').Told} Told */
/** @typedef {import('./subscription.js').Asked} Asked */
/** @typedef {{ id: string, events: PolledEvent[], gaps: import('./control.js').Gap[], more: boolean, denied?: string[] }} Answer */
/** @typedef {{ id?: string, type?: string, data: string }} PolledEvent without id in a state */

const JSON_TYPE = 'application/json';

/** Beyond what a poll waits. */
const ANSWER_SLACK = 10_000;

/** Before the next long-poll, after one that did not wait and had nothing to tell, as of a node that leaves. */
const AT_ONCE_PAUSE = 1_000;

/**
 * One answer after the other, each told as the stream would tell it.
 *
 * @param {Asked} asked
 * @param {Told} told
 * @param {number} wait milliseconds that each asks to wait for a first event; 0 for not at all
 * @returns {import('./requests.js').Try}
 */
export function openPolls({ requests, policy, world, lastEventId }, told, wait) {
  const abort = new AbortController();
  const silence = new Silence(world, limit => told.end({ how: 'silent', why: `silence: no answer for ${limit} ms` }));
  const asks = wait ? { text: '1', wait: String(Math.ceil(wait / 1_000)) } : { text: '1' };
  let id = lastEventId;
  /** @type {any} */
  let pause = null;

  async function poll() {
    const since = world.now();
    silence.begin(wait + ANSWER_SLACK);
    const answer = await requests.fetch(JSON_TYPE, /** @type {any} */ (asks), id, abort.signal);
    const end = await judge(answer, JSON_TYPE);
    if (end) {
      return told.end(end);
    }
    const found = /** @type {Answer} */ (await answer.json());
    silence.end();
    if (abort.signal.aborted) {
      return;
    }
    told.alive();
    told.opened();
    tell(found);
    const idle = !found.events.length && world.now() - since < AT_ONCE_PAUSE;
    const next = found.more ? 0 : wait ? (idle ? AT_ONCE_PAUSE : 0) : policy.pollEvery * (1 - policy.jitter * world.random() / 2);
    pause = world.setTimeout(run, next);
  }

  /** In the order of the stream: gaps, a state, its end, what follows. @param {Answer} found */
  function tell(found) {
    if (found.denied) {
      told.event('stream-denied', JSON.stringify({ topics: found.denied }), id);
    }
    for (const gap of found.gaps) {
      told.event('stream-gap', JSON.stringify(gap), id);
    }
    let inState = false;
    for (const event of found.events) {
      if (inState && event.id) {
        told.event('stream-state', '{}', id);
      }
      inState = !event.id;
      id = event.id ?? id;
      told.event(event.type ?? 'message', event.data, id);
    }
    id = found.id;
    inState ? told.event('stream-state', '{}', id) : told.mark(id);
  }

  function run() {
    poll().catch(error => told.end({ how: 'lost', why: line(error) }));
  }

  run();
  return {
    close() {
      silence.end();
      world.clearTimeout(pause);
      abort.abort();
    },
  };
}
