import { Badge, Facts, Heading, html, Link, Panel, Silent, State, Table, TopicLink, usePoll } from '../ui.js';
import { segment } from '../api.js';
import { go } from '../route.js';
import { bytes, count, moment } from '../text.js';

const STATES = {
  stored: ['good', 'It is stored.'],
  pruned: ['warn', 'It was stored, and lies behind what is retained now.'],
  'earlier-epoch': ['warn', 'It belongs to a history that was deleted or lost by a restore.'],
  ahead: ['bad', 'There is no such event: the topic does not reach so far.'],
};
const FEEDS = { none: 'nobody reads it here', 'in-log': 'in memory', passed: 'gone on; who is late reads the journal', 'not-yet': 'not yet' };
const TRACES = { has: 'good', waits: 'warn', missed: 'bad', 'began-after': 'plain' };

export function Trace({ route }) {
  const [, topic, id] = route.path;
  const poll = usePoll(topic && id ? `/api/trace/${segment(topic)}/${segment(id)}` : null, 2000);
  const { data } = poll;
  const ask = event => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.target));
    go(['trace', values.topic.trim(), values.id.trim()]);
  };
  return html`<${Heading} title="Where is event…?" sub="From its row in the journal to the clients that have it." />
    <form class="filters" onSubmit=${ask}>
      <label>Topic<input name="topic" required value=${topic ?? ''} data-search="topic" /></label>
      <label>Id<input name="id" required value=${id ?? ''} placeholder="1-42" /></label>
      <button type="submit">Find it</button>
    </form>
    ${topic && id && html`<${State} poll=${poll} />`}
    ${data && html`<${Found} data=${data} />`}`;
}

function Found({ data }) {
  const [kind, words] = STATES[data.state];
  const sum = member => data.nodes.reduce((total, node) => total + node[member], 0);
  const streams = data.nodes.flatMap(node => node.connections);
  return html`<${Silent} nodes=${data.silent} />
    <ol class="steps">
      <${Step} title="Journal" kind=${kind}><p>${words}</p><${Facts} rows=${[
        ['Topic', html`<${TopicLink} topic=${data.topic} />`], ['Kept now', `${data.range.epoch}-${data.range.first} to ${data.range.epoch}-${data.range.last}`],
        data.row && ['Row', `${count(data.row.number)}, ${bytes(data.row.bytes)}`], data.row && ['Numbered', moment(data.row.time)]]} />
        ${data.event && html`<pre class="data" tabindex="0">${typeof data.event.data === 'string' ? data.event.data : JSON.stringify(data.event.data, null, 1)}</pre>`}<//>
      <${Step} title="Owner" kind=${data.node ? 'good' : 'plain'}><p>${data.node ? `The topic runs on ${data.node}.` : 'No node says that the topic runs there just now.'}</p><//>
      <${Step} title="Nodes" kind=${data.nodes.some(node => node.feed === 'not-yet') ? 'warn' : 'good'}>
        <${Table} caption="Nodes" rows=${data.nodes} keyOf=${node => node.node} columns=${[
          { title: 'Node', cell: node => node.node }, { title: 'Event', cell: node => FEEDS[node.feed] },
          { title: 'Have it', number: true, cell: node => count(node.has) }, { title: 'Wait for it', number: true, cell: node => count(node.waits) },
          { title: 'Missed it', number: true, cell: node => count(node.missed) }, { title: 'Began after', number: true, cell: node => count(node.beganAfter) }]} /><//>
      <${Step} title="Clients" kind=${sum('missed') > 0 ? 'bad' : sum('waits') > 0 ? 'warn' : 'good'}>
        <p>${count(sum('has'))} have it, ${count(sum('waits'))} wait for it, ${count(sum('missed'))} missed it, ${count(sum('beganAfter'))} began after it.</p>
        ${streams.length > 0 && html`<${Table} caption="Connections" rows=${streams} columns=${[
          { title: 'Connection', cell: row => html`<${Link} path=${['connections', row.id]}><span class="name">${row.id}</span><//>` },
          { title: 'The event', cell: row => html`<${Badge} kind=${TRACES[row.trace]}>${row.trace.replace('-', ' ')}<//>` },
          { title: 'Client', cell: row => row.subject ?? row.address }, { title: 'Stands at', cell: row => row.position }, { title: 'Node', cell: row => row.node }]} />`}<//>
    </ol>`;
}

const Step = ({ title, kind, children }) => html`<li class="panel step ${kind}"><h2>${title}</h2>${children}</li>`;
