// Follows a stream with a client as its documentation shows it, and says what the client tells its application.
// Runs in node and in a page; `say` takes {kind, type, id, data}.

const TYPES = ['message', 'stream-open', 'stream-denied', 'stream-gap', 'stream-heartbeat', 'stream-bye'];

/** EventSource, whoever made it. It has said its last word when it is CLOSED. */
export function followEventSource(EventSource, url, say) {
  const source = new EventSource(url);
  source.onopen = () => say({ kind: 'OPENED' });
  source.onerror = () => say({ kind: source.readyState === 2 ? 'ENDED' : 'TROUBLE' });
  for (const type of TYPES) {
    source.addEventListener(type, event =>
      say({ kind: 'EVENT', type: event.type, id: event.lastEventId, data: event.data }));
  }
}

/**
 * fetchEventSource of @microsoft/fetch-event-source. It has said its last word when its promise is settled.
 * With `insist` it takes the end of a stream for an error, as its documentation proposes.
 */
export async function followFetch(fetchEventSource, url, headers, insist, say) {
  try {
    await fetchEventSource(url, {
      headers,
      onmessage: message =>
        say({ kind: 'EVENT', type: message.event || 'message', id: message.id, data: message.data }),
      // Returns nothing, which is what the library does without it.
      onerror: () => say({ kind: 'TROUBLE' }),
      onclose: () => {
        if (insist) {
          throw new Error('the stream has ended');
        }
      },
    });
  } finally {
    say({ kind: 'ENDED' });
  }
}
