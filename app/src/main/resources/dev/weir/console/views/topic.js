import { Badge, Facts, Figure, Heading, html, Link, Panel, Silent, State, Table, usePoll, useState } from '../ui.js';
import { Action } from '../dialog.js';
import { act, path, segment } from '../api.js';
import { href } from '../route.js';
import { bytes, count, moment, rate } from '../text.js';

const PAGE = 50;

export function Topic({ route }) {
  const topic = route.path[1];
  const where = `/api/topics/${segment(topic)}`;
  const poll = usePoll(where, 2000);
  const { data } = poll;
  return html`<${Heading} title=${topic} sub="Topic">
      <${Action} label="Publish a test event" title="Publish into ${topic}?" confirm="Publish" text="Every reader of the topic gets it, and it is stored like any other. The log says who did it."
        fields=${[{ name: 'data', label: 'Data, as JSON', rows: 4, value: '{"test": true}' }, { name: 'type', label: 'Type', value: 'test' }, { name: 'key', label: 'Key' }]}
        act=${async values => {
          const body = { data: JSON.parse(values.data), type: values.type || null, key: values.key || null };
          return `Stored as ${(await act('POST', `${where}/events`, body)).id}.`;
        }} done=${poll.reload} />
      ${data && html`<${Action} when=${!data.closed} label="Close" danger=${true} title="Close ${topic} for good?" confirm="Close the topic"
        text="It takes no more events. Its readers get what is there, and are then told that nothing follows. This cannot be taken back."
        act=${() => act('POST', `${where}/close`).then(() => 'The topic is closed.')} done=${poll.reload} />`}
    <//>
    <${State} poll=${poll} />
    ${data && html`<${Silent} nodes=${data.silent} />
    <div class="figures">
      <${Figure} label="Events kept" value=${count(data.events)} of=${data.first === null ? 'none' : `${data.epoch}-${data.first} to ${data.epoch}-${data.last}`} />
      <${Figure} label="Rate" value=${rate(data.perSecond)} of="a second, last minute" />
      <${Figure} label="Readers" value=${count(data.readers)} of="on all nodes" to=${href(['connections'], { topic })} />
      <${Figure} label="State" value=${data.closed ? 'closed' : 'open'} of=${data.keyed ? 'keyed' : 'not keyed'} />
    </div>
    <div class="columns">
      <${Panel} title="Actor"><${Facts} rows=${[
        ['Owner', data.node ?? 'moving, or asleep'], ['Epoch', data.epoch], ['Created', moment(data.created)],
        ['Keeps', `${data.retention.events === 'forever' ? 'all events' : count(data.retention.events) + ' events'}, ${data.retention.age === 'forever' ? 'for ever' : data.retention.age}`]]} /><//>
      <${Panel} title="Readers by node"><${Table} caption="Readers by node" rows=${data.nodes} keyOf=${node => node.node} columns=${[
        { title: 'Node', cell: node => node.node },
        { title: 'Feed', cell: node => node.owner ? html`<${Badge} kind="good">owner<//>` : node.read && !node.attached ? html`<${Badge} kind="warn">detached<//>` : node.read ? 'attached' : '–' },
        { title: 'Readers', number: true, cell: node => count(node.readers) },
        { title: 'In memory', number: true, cell: node => node.read ? `${node.first}–${node.last}` : '–' },
        { title: 'Bytes', number: true, cell: node => node.read ? bytes(node.logBytes) : '–' },
      ]} /><//>
    </div>
    <${Events} topic=${topic} where=${where} />`}`;
}

function Events({ topic, where }) {
  const [after, setAfter] = useState('');
  const poll = usePoll(path(`${where}/events`, { limit: PAGE, after }), after === '' ? 2000 : 10000);
  const { data } = poll;
  if (!data) return html`<${State} poll=${poll} />`;
  const first = data.events[0]?.seq;
  const shown = [...data.events].reverse();
  return html`<${Panel} title="Events" note=${after === '' ? 'The latest, as they come.' : 'Older ones.'}>
    <${Table} caption="Events" rows=${shown} empty="No event is kept." columns=${[
      { title: 'Id', cell: event => html`<${Link} path=${['trace', topic, event.id]}>${event.id}<//>` },
      { title: 'Time', cell: event => moment(event.time) },
      { title: 'Type', cell: event => event.type ?? '–' },
      { title: 'Key', cell: event => event.key ?? '–' },
      { title: 'Data', cell: event => html`<code class="data">${typeof event.data === 'string' ? event.data : JSON.stringify(event.data)}</code>` },
    ]} />
    <nav class="pager" aria-label="Events">
      <button type="button" class="quiet" disabled=${first === undefined || first <= data.first} onClick=${() => setAfter(Math.max(0, first - PAGE - 1))}>Older</button>
      <button type="button" class="quiet" disabled=${after === '' || data.next === null} onClick=${() => setAfter(data.next)}>Newer</button>
      <button type="button" class="quiet" disabled=${after === ''} onClick=${() => setAfter('')}>Latest</button>
    </nav><//>`;
}
