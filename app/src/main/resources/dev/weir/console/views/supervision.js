import { Badge, Filters, Heading, html, Link, Panel, Silent, State, Table, usePoll } from '../ui.js';
import { path } from '../api.js';
import { count, moment } from '../text.js';

const KINDS = { restart: 'warn', stop: 'plain', evict: 'bad' };

function depth(kind, tree) {
  const parent = tree.find(one => one.actor === kind.parent);
  return parent ? 1 + depth(parent, tree) : 0;
}

export function Supervision({ route }) {
  const poll = usePoll(path('/api/supervision', { limit: 200, ...route.query }), 3000);
  const { data } = poll;
  return html`<${Heading} title="Supervision" sub="Who looks after whom, and what was decided." />
    <${State} poll=${poll} />
    ${data && html`<${Silent} nodes=${data.silent} />
    ${data.nodes.map(node => html`<${Panel} title=${node.node}><${Table} caption="Actors of ${node.node}" rows=${node.tree} keyOf=${kind => kind.actor} columns=${[
      { title: 'Actor', cell: kind => html`<span class="depth${depth(kind, node.tree)}">${kind.actor}</span>` },
      { title: 'Running', number: true, cell: kind => count(kind.running) },
      { title: 'Restarts', number: true, cell: kind => count(kind.restarts) },
      { title: 'Stops', number: true, cell: kind => count(kind.stops) },
      { title: 'Evictions', number: true, cell: kind => count(kind.evictions) },
      { title: 'When one fails', cell: kind => kind.onFailure },
    ]} /><//>`)}
    <${Panel} title="Decisions">
      <${Filters} route=${route} fields=${[{ name: 'actor', label: 'Actor', options: ['topic', 'topic-feed', 'connection'] },
        { name: 'decision', label: 'Decision', options: ['restart', 'stop', 'evict'] }]} />
      <${Table} caption="Decisions" rows=${data.entries} keyOf=${entry => entry.time + entry.name} empty="Nothing was decided: all is well." columns=${[
        { title: 'Time', cell: entry => moment(entry.time) },
        { title: 'Decision', cell: entry => html`<${Badge} kind=${KINDS[entry.decision]}>${entry.decision}<//>` },
        { title: 'Actor', cell: entry => entry.actor },
        { title: 'Name', cell: entry => html`<${Link} path=${[entry.actor === 'connection' ? 'connections' : 'topics', entry.name]}><span class="name">${entry.name}</span><//>` },
        { title: 'Reason', cell: entry => entry.reason },
        { title: 'Node', cell: entry => entry.node },
      ]} /><//>`}`;
}
