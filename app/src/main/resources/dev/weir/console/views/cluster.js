import { Badge, Heading, html, Link, Panel, State, Table, usePoll } from '../ui.js';
import { Action } from '../dialog.js';
import { act, path } from '../api.js';
import { count, moment } from '../text.js';

export function Cluster() {
  const poll = usePoll('/api/cluster', 3000);
  const { data } = poll;
  return html`<${Heading} title="Cluster" sub=${data && `Led by ${data.leader ?? 'nobody just now'}; seen from ${data.node}.`}>
      <${Action} label="Revoke a subject or token" danger=${true} title="Revoke on all nodes?" confirm="Revoke"
        text="Streams that it covers end within 5 s, and it is refused from then on until the token’s end."
        fields=${[{ name: 'kind', label: 'What', options: ['subject', 'token'] }, { name: 'value', label: 'The subject, or the token’s jti' }]}
        act=${values => act('POST', '/api/revocations', { [values.kind]: values.value }).then(() => 'Revoked on all nodes.')} />
    <//>
    <${State} poll=${poll} />
    ${data && html`
    <${Panel} title="Members"><${Table} caption="Members" rows=${data.members} keyOf=${member => member.node} columns=${[
      { title: 'Node', cell: member => html`<${Link} path=${['connections']} query=${{ node: member.node }}>${member.node}<//>` },
      { title: 'Roles', cell: member => member.roles.filter(role => !role.startsWith('dc-')).map(role => html`<${Badge}>${role}<//> `) },
      { title: 'State', cell: member => html`<${Badge} kind=${member.reachable && member.answered ? 'good' : 'bad'}>${!member.reachable ? 'unreachable' : member.answered || member.roles.includes('service') ? member.status : 'no answer'}<//>` },
      { title: 'Shards', number: true, cell: member => member.state ? count(Object.keys(member.state.shards).length) : '–' },
      { title: 'Topics', number: true, cell: member => count(member.state?.topics) },
      { title: 'Read here', number: true, cell: member => count(member.state?.feeds) },
      { title: 'Connections', number: true, cell: member => count(member.now?.connections) },
      { title: 'Version', cell: member => member.state?.version ?? '–' },
      { title: 'Since', cell: member => moment(member.state?.startedAt) },
      { title: 'Actions', cell: member => html`<${Action} when=${member.state !== null && !member.state.draining} small=${true} label="Drain" danger=${true} title="Drain ${member.node}?" confirm="Drain the node"
          text="It takes no newcomers, ends its streams spread over the drain time, hands over its topics and exits. Its clients come back elsewhere without loss."
          act=${() => act('POST', path('/api/drain', { node: member.node })).then(() => 'It leaves.')} done=${poll.reload} />` },
    ]} /><//>
    <${Panel} title="Shards" note="Topics are spread over 100 shards; those with topics that are awake are shown. The list of topics says who owns each.">
      <${Table} caption="Shards" rows=${data.shards} keyOf=${shard => shard.shard} empty="No topic is awake." columns=${[
        { title: 'Shard', cell: shard => shard.shard }, { title: 'Node', cell: shard => shard.node }, { title: 'Topics', number: true, cell: shard => count(shard.topics) }]} /><//>`}`;
}
