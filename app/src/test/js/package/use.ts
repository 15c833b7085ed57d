import { WeirEventSource, type Gap } from 'weir-client';

// What an application writes, as strict TypeScript: it compiles, and each line that is expected not to does not.

const gaps: Gap[] = [];
const source = new WeirEventSource('/stream?topic=t', {
  token: async () => 'token',
  remember: true,
  policy: { delayFirst: 500 },
  onGap: gap => gaps.push(gap),
  onTransport: transport => transport satisfies 'stream' | 'event-source' | 'long-poll' | 'poll',
});
source.onmessage = ({ data, lastEventId }) => console.log(data, lastEventId);
source.onerror = ({ reason, why, after }) => console.log(reason === 'GAVE_UP', why, after?.toFixed());
source.addEventListener('quake', event => console.log(event.data));
const state: number = source.readyState;
console.log(state === WeirEventSource.CLOSED, source.transport, source.role);

// @ts-expect-error: an option that there is not
new WeirEventSource('/stream', { polling: true });
// @ts-expect-error: it is not set from outside
source.readyState = 1;
// @ts-expect-error: a number, as in `policy`
new WeirEventSource('/stream', { policy: { delayMax: '30s' } });
