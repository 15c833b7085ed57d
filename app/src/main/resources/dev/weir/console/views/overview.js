import { Badge, Figure, Heading, html, Link, Panel, State, Table, usePoll } from '../ui.js';
import { Chart } from '../chart.js';
import { href } from '../route.js';
import { useSamples } from '../samples.js';
import { bytes, count, duration, latency, percent, rate } from '../text.js';

const sum = counts => Object.values(counts ?? {}).reduce((total, one) => total + one, 0);

function merged(nodes, member) {
  const all = {};
  nodes.forEach(node => Object.entries(node.state?.[member] ?? {}).forEach(([name, value]) => { all[name] = (all[name] ?? 0) + value; }));
  return Object.entries(all).filter(([, value]) => value > 0).sort((one, other) => other[1] - one[1]);
}

export function Overview({ theme }) {
  const poll = usePoll('/api/overview', 2000);
  const { samples, latest } = useSamples();
  const { data } = poll;
  return html`<${Heading} title="Overview" sub=${data && `${data.nodes.length} ${data.nodes.length === 1 ? 'member' : 'members'}; charts are of this node, ${data.node}`} />
    <${State} poll=${poll} />
    ${data && html`<${Figures} data=${data} latest=${latest} />`}
    <div class="charts">
      <${Chart} title="Connections" theme=${theme} samples=${samples} format=${count} series=${[{ label: 'open', of: s => s.connections, color: '--c1' }]} />
      <${Chart} title="Deliveries a second" theme=${theme} samples=${samples} format=${rate} series=${[{ label: 'events', of: s => s.deliveriesPerSecond, color: '--c1' }]} />
      <${Chart} title="Publishes a second" theme=${theme} samples=${samples} format=${rate} series=${[{ label: 'events', of: s => s.publishesPerSecond, color: '--c2' }]} />
      <${Chart} title="From publish to socket" theme=${theme} samples=${samples} format=${latency} series=${[
        { label: 'p50', of: s => s.latencyP50, color: '--c1' }, { label: 'p95', of: s => s.latencyP95, color: '--c2' }, { label: 'p99', of: s => s.latencyP99, color: '--c3' }]} />
      <${Chart} title="Streams that lag, that catch up" theme=${theme} samples=${samples} format=${count} series=${[
        { label: 'lagging', of: s => s.lagging, color: '--c3' }, { label: 'reading', of: s => s.catchingUp, color: '--c2' }]} />
      <${Chart} title="Refusals and reconnections a second" theme=${theme} samples=${samples} format=${rate} series=${[
        { label: 'refused', of: s => s.refusalsPerSecond, color: '--c3' }, { label: 'came back', of: s => s.reconnectionsPerSecond, color: '--c2' }]} />
    </div>
    ${data && html`<${Nodes} nodes=${data.nodes} />
    <div class="columns">
      <${Counts} title="Streams ended" rows=${merged(data.nodes, 'ends')} none="None by this side since the start." />
      <${Counts} title="Streams refused" rows=${merged(data.nodes, 'refusals')} none="None since the start." />
      <${Counts} title="Gaps told" rows=${merged(data.nodes, 'gaps')} none="None: nobody missed anything." />
    </div>`}`;
}

function Figures({ data, latest }) {
  const { totals } = data;
  const use = totals.connectionsMax === 0 ? 0 : totals.connections / totals.connectionsMax;
  return html`<div class="figures">
    <${Figure} label="Connections" value=${count(totals.connections)} of="${percent(use)} of ${count(totals.connectionsMax)}" kind=${use > 0.9 ? 'bad' : ''} to=${href(['connections'])} />
    <${Figure} label="Deliveries" value=${rate(totals.deliveriesPerSecond)} of="a second, ${bytes(totals.bytesPerSecond)}" />
    <${Figure} label="Publishes" value=${rate(totals.publishesPerSecond)} of="a second" />
    <${Figure} label="Latency p99" value=${latency(latest?.latencyP99)} of="publish to socket, here" kind=${latest?.latencyP99 > 5 ? 'bad' : ''} />
    <${Figure} label="Topics awake" value=${count(totals.topics)} of="in all nodes" to=${href(['topics'])} />
    <${Figure} label="Lagging" value=${count(totals.lagging)} of="streams read the journal" kind=${totals.lagging > 0 ? 'warn' : ''} to=${href(['connections'], { sort: 'progress' })} />
    <${Figure} label="Refused" value=${count(totals.refused)} of="since the start" />
    <${Figure} label="Lost" value=${count(totals.lost)} of="events told as gaps" kind=${totals.lost > 0 ? 'bad' : 'good'} />
  </div>`;
}

function Nodes({ nodes }) {
  return html`<${Panel} title="Nodes"><${Table} caption="Nodes" rows=${nodes} keyOf=${node => node.node} columns=${[
    { title: 'Node', cell: node => html`<${Link} path=${['connections']} query=${{ node: node.node }}>${node.node}<//>` },
    { title: 'State', cell: node => !node.answered ? html`<${Badge} kind="bad">no answer<//>` : node.state.draining ? html`<${Badge} kind="warn">draining<//>`
      : node.state.journalUp ? html`<${Badge} kind="good">${node.status}<//>` : html`<${Badge} kind="bad">no journal<//>` },
    { title: 'Connections', number: true, cell: node => count(node.now?.connections) },
    { title: 'Deliveries/s', number: true, cell: node => rate(node.now?.deliveriesPerSecond) },
    { title: 'Publishes/s', number: true, cell: node => rate(node.now?.publishesPerSecond) },
    { title: 'p99', number: true, cell: node => latency(node.now?.latencyP99) },
    { title: 'CPU', number: true, cell: node => node.now ? percent(node.now.cpu) : '–' },
    { title: 'Heap', number: true, cell: node => bytes(node.now?.heapBytes) },
    { title: 'Up for', number: true, cell: node => node.state ? duration((Date.now() - Date.parse(node.state.startedAt)) / 1000) : '–' },
  ]} /><//>`;
}

function Counts({ title, rows, none }) {
  return html`<${Panel} title=${title}>${rows.length === 0 ? html`<p class="sub">${none}</p>`
    : html`<ul class="bars">${rows.map(([name, value]) => html`<li><span>${name}</span><b>${count(value)}</b>
        <meter min="0" max=${sum(Object.fromEntries(rows))} value=${value} aria-label=${name}></meter></li>`)}</ul>`}<//>`;
}
