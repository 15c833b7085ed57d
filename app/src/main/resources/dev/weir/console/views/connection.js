import { Badge, Facts, Figure, Heading, html, Panel, State, Table, TopicLink, usePoll } from '../ui.js';
import { Action } from '../dialog.js';
import { act, segment } from '../api.js';
import { QUALITY } from './connections.js';
import { bytes, count, duration, moment } from '../text.js';

export function Connection({ route }) {
  const id = route.path[1];
  const where = `/api/connections/${segment(id)}`;
  const poll = usePoll(where, 2000);
  const { data } = poll;
  return html`<${Heading} title=${id} sub="Connection">${data && html`
      ${data.subject && html`<${Action} when=${!data.ended} label="Revoke ${data.subject}" danger=${true} title="Revoke ${data.subject}?" confirm="Revoke"
        text="All streams of this subject end on every node within 5 s, and tokens that were issued before now are refused from then on."
        act=${() => act('POST', '/api/revocations', { subject: data.subject }).then(() => 'Revoked on all nodes.')} done=${poll.reload} />`}
      <${Action} when=${!data.ended} label="Evict" danger=${true} title="End this stream?" confirm="Evict"
        text="Its client is told to stay away for a while (3004), and resumes without loss when it comes back."
        act=${() => act('DELETE', where).then(() => 'The stream is being ended.')} done=${poll.reload} />`}
    <//>
    <${State} poll=${poll} />
    ${data && html`
    ${data.ended && html`<p class="notice" role="status">Ended ${moment(data.ended.at)}: <b>${data.ended.reason}</b>${data.ended.code ? ` (${data.ended.code})` : ''}${
      data.ended.reconnect === null ? '' : data.ended.reconnect ? ', its client was to come back' : ', its client was not to come back'}; silent for ${duration(data.ended.silentSeconds)} before.</p>`}
    <div class="figures">
      <${Figure} label="Quality" value=${data.quality} kind=${QUALITY[data.quality]} of=${data.lagging ? 'reads the journal' : 'from memory'} />
      <${Figure} label="Age" value=${duration(data.ageSeconds)} of="opened ${moment(data.openedAt)}" />
      <${Figure} label="Last progress" value=${duration(data.sinceProgressSeconds)} of="since its client took events" />
      <${Figure} label="Not taken" value=${bytes(data.waitingBytes)} of="given to the socket" />
      <${Figure} label="Sent" value=${count(data.events)} of=${bytes(data.bytes)} />
      <${Figure} label="Heartbeat" value=${duration(data.heartbeat.intervalSeconds)} of=${data.heartbeat.reason ?? 'as announced'} />
    </div>
    <div class="columns">
      <${Panel} title="Client"><${Facts} rows=${[
        ['Address', data.address], data.proxy && ['Behind', data.proxy], ['Subject', data.subject ?? 'none'], ['Form', data.form],
        ['Came back', data.reconnection ? 'yes, with an id' : 'no'], ['Node', data.node], ['Number', data.number]]} /><//>
      <${Panel} title="Topics"><${Table} caption="Topics" rows=${Object.keys(data.topics)} keyOf=${topic => topic} columns=${[
        { title: 'Topic', cell: topic => html`<${TopicLink} topic=${topic} />` },
        { title: 'Began at', cell: topic => data.start[topic] ?? '–' },
        { title: 'Position', cell: topic => data.topics[topic] },
        { title: 'Behind', number: true, cell: topic => data.lag[topic] === undefined ? '–' : count(data.lag[topic]) },
      ]} /><//>
    </div>
    <${Panel} title="Gaps that it was told of">${data.gaps.length === 0 ? html`<p class="sub">None: it has missed nothing since it began.</p>`
      : html`<${Table} caption="Gaps" rows=${data.gaps} keyOf=${gap => gap.topic + gap.from} columns=${[
        { title: 'Topic', cell: gap => gap.topic }, { title: 'Cause', cell: gap => html`<${Badge} kind="warn">${gap.cause}<//>` },
        { title: 'Asked for', cell: gap => gap.requested ?? '–' }, { title: 'Goes on after', cell: gap => gap.from },
        { title: 'Lost', number: true, cell: gap => gap.lost === null ? 'unknown' : count(gap.lost) }]} />`}<//>`}`;
}
