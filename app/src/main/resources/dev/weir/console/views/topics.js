import { Badge, Filters, Heading, html, Pager, Silent, State, Table, TopicLink, usePoll } from '../ui.js';
import { path } from '../api.js';
import { count, moment } from '../text.js';

const KINDS = { open: 'good', closed: 'plain', deleted: 'warn' };

export function Topics({ route }) {
  const poll = usePoll(path('/api/topics', { limit: 100, ...route.query }), 4000);
  const { data } = poll;
  return html`<${Heading} title="Topics" sub=${data && !data.complete ? 'More than 100,000: the first by name are shown.' : 'Every topic of the journal.'} />
    <${Filters} route=${route} fields=${[{ name: 'q', label: 'Search' }, { name: 'state', label: 'State', options: ['open', 'closed', 'deleted'] }]} />
    <${State} poll=${poll} />
    ${data && html`<${Silent} nodes=${data.silent} />
    <${Table} caption="Topics" route=${route} rows=${data.topics} keyOf=${row => row.topic} empty="No topic fits." columns=${[
      { title: 'Topic', sort: 'name', cell: row => html`<${TopicLink} topic=${row.topic} />` },
      { title: 'State', cell: row => html`<${Badge} kind=${KINDS[row.state]}>${row.state}<//>` },
      { title: 'Last event', cell: row => row.last ?? '–' },
      { title: 'At', sort: 'last', cell: row => moment(row.lastAt) },
      { title: 'Rows', sort: 'rows', number: true, cell: row => count(row.rows) },
      { title: 'Readers', sort: 'readers', number: true, cell: row => count(row.readers) },
      { title: 'Owner', cell: row => row.node ?? html`<span class="muted">asleep</span>` },
    ]} />
    <${Pager} route=${route} page=${data} shown=${data.topics.length} unit="topics" />`}`;
}
