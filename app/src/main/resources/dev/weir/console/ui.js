// What views are made of.
import { html, useEffect, useRef, useState } from './vendor/preact.js';
import { get } from './api.js';
import { href, refine } from './route.js';

export { html, useEffect, useRef, useState };

/** Asks again and again while the page is seen; what was known stays until there is more. */
export function usePoll(where, everyMillis = 3000) {
  const [state, setState] = useState({ data: null, error: null, of: null });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!where) return undefined;
    const abort = new AbortController();
    let timer;
    const ask = () => {
      const again = () => { timer = setTimeout(ask, everyMillis); };
      if (document.hidden) return again();
      return get(where, abort.signal)
        .then(data => setState({ data, error: null, of: where }))
        .catch(error => error.name !== 'AbortError' && setState(before => ({ ...before, error, of: where })))
        .finally(() => abort.signal.aborted || again());
    };
    ask();
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [where, everyMillis, turn]);
  return { ...state, stale: state.of !== where, reload: () => setTurn(before => before + 1) };
}

export function Heading({ title, sub, children }) {
  const heading = useRef();
  useEffect(() => {
    document.title = `${title} · Weir`;
    heading.current.focus();
  }, [title]);
  return html`<header class="heading">
    <div><h1 ref=${heading} tabindex="-1">${title}</h1>${sub && html`<p class="sub">${sub}</p>`}</div>
    <div class="acts">${children}</div>
  </header>`;
}

/** A refusal, or that it is on its way. */
export function State({ poll }) {
  if (poll.error) {
    return html`<p class="notice bad" role="alert">${poll.error.status ? '' : 'The node does not answer: '}${poll.error.message}</p>`;
  }
  return poll.data ? null : html`<p class="notice" role="status">Asking…</p>`;
}

export function Silent({ nodes }) {
  return nodes?.length > 0
    ? html`<p class="notice bad" role="status">No answer in time from ${nodes.join(', ')}: what it knows is missing here.</p>`
    : null;
}

export function Badge({ kind = 'plain', children }) {
  return html`<span class="badge ${kind}">${children}</span>`;
}

export function Figure({ label, value, of, kind, to }) {
  const body = html`<span class="label">${label}</span><span class="value ${kind ?? ''}">${value}</span>
    <span class="of">${of ?? '\u00a0'}</span>`;
  return to ? html`<a class="figure" href=${to}>${body}</a>` : html`<div class="figure">${body}</div>`;
}

/** Names and values. */
export function Facts({ rows }) {
  return html`<dl class="facts">${rows.filter(Boolean).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

export function Panel({ title, children, note }) {
  return html`<section class="panel"><h2>${title}</h2>${note && html`<p class="sub">${note}</p>`}${children}</section>`;
}

/**
 * A table whose head sorts by what the server can sort by.
 * columns: [{ title, sort, number, cell }]; keyOf: what names a row
 */
export function Table({ caption, columns, rows, route, keyOf = row => row.id, empty = 'Nothing here.' }) {
  const sort = column => {
    const { after, ...query } = route.query;
    const same = (query.sort ?? '') === column.sort;
    refine(route.path, { ...query, sort: column.sort, order: same && query.order !== 'asc' ? 'asc' : same ? 'desc' : '' });
  };
  const sorted = column => route && column.sort && route.query.sort === column.sort
    ? (route.query.order === 'asc' ? 'ascending' : 'descending') : undefined;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}>
    <table>
      <caption class="unseen">${caption}</caption>
      <thead><tr>${columns.map(column => html`<th scope="col" class=${column.number ? 'number' : ''} aria-sort=${sorted(column)}>
        ${column.sort && route
          ? html`<button class="sort" type="button" onClick=${() => sort(column)}>${column.title}<span aria-hidden="true">${
              sorted(column) === 'ascending' ? ' ↑' : sorted(column) ? ' ↓' : ''}</span></button>`
          : column.title}
      </th>`)}</tr></thead>
      <tbody>${rows.length === 0
        ? html`<tr><td class="empty" colspan=${columns.length}>${empty}</td></tr>`
        : rows.map(row => html`<tr key=${keyOf(row)}>${columns.map((column, i) => i === 0
            ? html`<th scope="row">${column.cell(row)}</th>`
            : html`<td class=${column.number ? 'number' : ''}>${column.cell(row)}</td>`)}</tr>`)}</tbody>
    </table>
  </div>`;
}

const visited = [];

/** Forward by what the server says comes next, back by what was there. */
export function Pager({ route, page, shown, unit }) {
  const at = (after, back) => {
    if (back) visited.pop();
    else visited.push(route.query.after ?? '');
    refine(route.path, { ...route.query, after });
  };
  const { after } = route.query;
  return html`<nav class="pager" aria-label="Pages">
    <span role="status">${shown} of ${page.matching.toLocaleString('en')} ${unit}</span>
    <button type="button" class="quiet" disabled=${!after} onClick=${() => { visited.length = 0; refine(route.path, { ...route.query, after: '' }); }}>First</button>
    <button type="button" class="quiet" disabled=${!after || visited.length === 0} onClick=${() => at(visited[visited.length - 1], true)}>Back</button>
    <button type="button" class="quiet" disabled=${page.next === null} onClick=${() => at(page.next, false)}>Next</button>
  </nav>`;
}

/** Filters that live in the URL. fields: [{ name, label, options }] */
export function Filters({ route, fields }) {
  const timer = useRef();
  const set = (name, value) => {
    const { after, ...query } = route.query;
    refine(route.path, { ...query, [name]: value });
  };
  const later = (name, value) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => set(name, value), 250);
  };
  return html`<form class="filters" role="search" onSubmit=${event => event.preventDefault()}>${fields.map(field => html`
    <label>${field.label}${field.options
      ? html`<select value=${route.query[field.name] ?? ''} onChange=${event => set(field.name, event.target.value)}>
          <option value="">all</option>${field.options.map(option => html`<option value=${option}>${option}</option>`)}</select>`
      : html`<input type="search" value=${route.query[field.name] ?? ''} data-search=${field.name}
          onInput=${event => later(field.name, event.target.value)} />`}</label>`)}</form>`;
}

export const Link = ({ path, query, children }) => html`<a href=${href(path, query)}>${children}</a>`;

export const TopicLink = ({ topic }) => html`<${Link} path=${['topics', topic]}><span class="name">${topic}</span><//>`;
