import { Silence } from './silence.js';

/** @typedef {import('./requests.js').Told} Told */
/** @typedef {import('./subscription.js').Asked} Asked */

const NATIVE_CLOSED = 2;
const CONTROL = ['open', 'denied', 'gap', 'state', 'bye'];

/**
 * The browser's own EventSource, for one connection: where answers cannot be read as they come. It tells nothing of
 * comments, so heartbeats are asked for as events, and only of types that somebody listens to.
 *
 * @param {Asked} asked
 * @param {Told} told
 * @returns {import('./requests.js').Try}
 */
export function openEventSource({ requests, policy, world, lastEventId, types }, told) {
  const silence = new Silence(world, millis => told.end({ how: 'silent', why: `silence: nothing for ${millis} ms` }));
  const source = new /** @type {typeof EventSource} */ (world.EventSource)(
    requests.address({ 'heartbeat-event': '1', ...(lastEventId && { last_event_id: lastEventId }) }),
    { withCredentials: requests.withCredentials },
  );
  let limit = policy.silenceMax;
  const alive = () => {
    silence.begin(limit);
    told.alive();
  };
  /** @param {MessageEvent} event */
  const hear = ({ type, data, lastEventId: id }) => {
    alive();
    told.event(type, data, id || lastEventId);
  };
  source.onopen = told.opened;
  source.onerror = () =>
    source.readyState === NATIVE_CLOSED
      ? told.end({ how: 'blind', why: 'the answer was no stream' })
      : told.end({ how: 'lost', why: 'the connection was lost' });
  source.addEventListener('stream-heartbeat', alive);
  CONTROL.forEach(name => source.addEventListener('stream-' + name, hear));
  const unfollow = types.follow(type => source.addEventListener(type, hear));
  silence.begin(policy.openMax);
  return {
    close() {
      silence.end();
      unfollow();
      source.close();
    },
    heartbeat(announced) {
      limit = Math.max(limit, announced);
    },
  };
}
