import { Badge, Facts, Figure, Heading, html, Panel, State, Table, usePoll } from '../ui.js';
import { bytes, count, latency } from '../text.js';

export function Journal() {
  const poll = usePoll('/api/journal', 3000);
  const { data } = poll;
  return html`<${Heading} title="Journal" sub="This node’s way to PostgreSQL, and what is stored there." />
    <${State} poll=${poll} />
    ${data && html`
    <div class="figures">
      <${Figure} label="PostgreSQL" value=${data.up ? 'answers' : 'silent'} kind=${data.up ? 'good' : 'bad'} of=${data.sizes ? `version ${data.sizes.version}` : 'no sizes'} />
      <${Figure} label="Commit p99" value=${latency(data.commit.p99)} of="p50 ${latency(data.commit.p50)}" kind=${data.commit.p99 > 0.5 ? 'warn' : ''} />
      <${Figure} label="Publish p99" value=${latency(data.publish.p99)} of="arrival to answer" />
      <${Figure} label="Reads" value=${count(data.reads)} of="${count(data.catchingUp)} streams catch up" />
      <${Figure} label="Failures" value=${count(data.failures)} of="since the start" kind=${data.failures > 0 ? 'bad' : 'good'} />
      <${Figure} label="Size" value=${bytes(data.sizes?.journalBytes)} of="rows and their indexes" />
    </div>
    <div class="columns">
      <${Panel} title="Pools of connections"><${Table} caption="Pools" rows=${data.pools} keyOf=${pool => pool.pool} columns=${[
        { title: 'Pool', cell: pool => pool.pool },
        { title: 'In use', number: true, cell: pool => count(pool.active) },
        { title: 'Idle', number: true, cell: pool => count(pool.idle) },
        { title: 'Waiting', number: true, cell: pool => pool.waiting > 0 ? html`<${Badge} kind="warn">${pool.waiting}<//>` : 0 },
      ]} /><//>
      <${Panel} title="Stored">${data.sizes ? html`<${Facts} rows=${[
        ['Rows, about', count(data.sizes.rows)], ['Rows that vacuum may take', count(data.sizes.deadRows)], ['Rows pruned by this node', count(data.rowsPruned)],
        ['Snapshots', bytes(data.sizes.snapshotBytes)], ['Database', bytes(data.sizes.databaseBytes)],
        ['Sessions', `${data.sizes.sessions} of ${data.sizes.sessionsMax}`]]} />` : html`<p class="sub">PostgreSQL did not answer in time.</p>`}<//>
      <${Panel} title="Commits" note="How long they took, since the start."><${Spread} buckets=${data.commit.buckets} /><//>
    </div>`}`;
}

function Spread({ buckets }) {
  const total = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  const shown = buckets.filter(bucket => bucket.count > 0);
  return shown.length === 0 ? html`<p class="sub">None yet.</p>` : html`<ul class="bars">${shown.map(bucket => {
    const name = bucket.le === null ? 'longer' : `up to ${latency(bucket.le)}`;
    return html`<li><span>${name}</span><b>${count(bucket.count)}</b><meter min="0" max=${total} value=${bucket.count} aria-label=${name}></meter></li>`;
  })}</ul>`;
}
