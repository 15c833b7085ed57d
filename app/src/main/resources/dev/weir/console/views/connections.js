import { Badge, Filters, Heading, html, Link, Pager, Silent, State, Table, TopicLink, usePoll } from '../ui.js';
import { path } from '../api.js';
import { bytes, count, duration } from '../text.js';

export const QUALITY = { good: 'good', fair: 'warn', poor: 'bad' };

export function Connections({ route }) {
  const poll = usePoll(path('/api/connections', { limit: 100, ...route.query }), 3000);
  const { data } = poll;
  const { topic, node } = route.query;
  return html`<${Heading} title="Connections" sub=${topic ? `that read ${topic}` : node ? `of ${node}` : 'Streams of all nodes.'} />
    <${Filters} route=${route} fields=${[{ name: 'q', label: 'Search' }, { name: 'topic', label: 'Topic' }, { name: 'address', label: 'Address' },
      { name: 'quality', label: 'Quality', options: ['good', 'fair', 'poor'] }, { name: 'state', label: 'State', options: ['open', 'ended'] }]} />
    <${State} poll=${poll} />
    ${data && html`<${Silent} nodes=${data.silent} />
    <${Table} caption="Connections" route=${route} rows=${data.connections} empty="No stream fits." columns=${[
      { title: 'Connection', cell: row => html`<${Link} path=${['connections', row.id]}><span class="name">${row.id}</span><//>` },
      { title: 'Client', cell: row => html`${row.subject && html`<b>${row.subject}</b> `}${row.address}${row.proxy && html` <span class="muted">via ${row.proxy}</span>`}` },
      { title: 'Topics', cell: row => html`<${TopicsOf} topics=${row.topics} />` },
      { title: 'Quality', sort: 'quality', cell: row => row.ended ? html`<${Badge}>${row.ended.reason}<//>`
        : html`<${Badge} kind=${QUALITY[row.quality]}>${row.quality}<//>${row.lagging && html` <${Badge} kind="warn">lagging<//>`}${row.ending && html` <${Badge}>ending<//>`}` },
      { title: 'Age', sort: 'age', number: true, cell: row => duration(row.ageSeconds) },
      { title: 'Last progress', sort: 'progress', number: true, cell: row => duration(row.sinceProgressSeconds) },
      { title: 'Events', sort: 'events', number: true, cell: row => count(row.events) },
      { title: 'Sent', sort: 'bytes', number: true, cell: row => bytes(row.bytes) },
      { title: 'Not taken', sort: 'waiting', number: true, cell: row => bytes(row.waitingBytes) },
      { title: 'Heartbeat', sort: 'heartbeat', number: true, cell: row => duration(row.heartbeat.intervalSeconds) },
    ]} />
    <${Pager} route=${route} page=${data} shown=${data.connections.length} unit=${route.query.state === 'ended' ? 'that ended' : 'open'} />`}`;
}

function TopicsOf({ topics }) {
  const names = Object.keys(topics);
  return html`<${TopicLink} topic=${names[0] ?? ''} /> <span class="muted">${topics[names[0]]}${names.length > 1 ? ` and ${names.length - 1} more` : ''}</span>`;
}
