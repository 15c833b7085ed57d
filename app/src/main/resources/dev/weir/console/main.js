// The frame around the views: navigation, theme, keys.
import { html, render } from './vendor/preact.js';
import { useEffect, useState } from './ui.js';
import { go, href, useRoute } from './route.js';
import { useSamples } from './samples.js';
import { Overview } from './views/overview.js';
import { Topics } from './views/topics.js';
import { Topic } from './views/topic.js';
import { Connections } from './views/connections.js';
import { Connection } from './views/connection.js';
import { Supervision } from './views/supervision.js';
import { Cluster } from './views/cluster.js';
import { Journal } from './views/journal.js';
import { Trace } from './views/trace.js';

const VIEWS = [
  { name: 'overview', title: 'Overview', key: 'o', view: Overview },
  { name: 'topics', title: 'Topics', key: 't', view: Topics, one: Topic },
  { name: 'connections', title: 'Connections', key: 'c', view: Connections, one: Connection },
  { name: 'supervision', title: 'Supervision', key: 's', view: Supervision },
  { name: 'cluster', title: 'Cluster', key: 'n', view: Cluster },
  { name: 'journal', title: 'Journal', key: 'j', view: Journal },
  { name: 'trace', title: 'Where is event…?', key: 'w', view: Trace, one: Trace },
];

const THEME = 'weir-theme';

function useTheme() {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const [theme, setTheme] = useState(localStorage.getItem(THEME) ?? (system.matches ? 'dark' : 'light'));
  document.documentElement.dataset.theme = theme;
  const turn = () => {
    const other = theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem(THEME, other);
    setTheme(other);
  };
  return [theme, turn];
}

/** `/` searches, `g` and a letter goes to a view. */
function useKeys() {
  useEffect(() => {
    let going = false;
    const pressed = event => {
      const typing = event.target.closest('input, textarea, select, dialog') !== null;
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      const view = going && VIEWS.find(one => one.key === event.key);
      going = event.key === 'g';
      if (view) go([view.name]);
      const search = event.key === '/' && document.querySelector('[data-search]');
      if (search) {
        event.preventDefault();
        search.focus();
      }
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

function Console() {
  const route = useRoute();
  const [theme, turnTheme] = useTheme();
  const { connected, latest } = useSamples();
  useKeys();
  const name = route.path[0] ?? 'overview';
  const here = VIEWS.find(view => view.name === name) ?? VIEWS[0];
  const View = route.path.length > 1 && here.one ? here.one : here.view;
  return html`
    <a class="skip" href="#content" onClick=${event => { event.preventDefault(); document.getElementById('content').focus(); }}>Skip to the content</a>
    <div class="frame">
      <header class="side">
        <a class="brand" href="#/overview"><img src="/console/icon.svg" alt="" width="28" height="28" /><span>Weir</span></a>
        <nav aria-label="Views"><ul>${VIEWS.map(view => html`<li><a href=${href([view.name])}
          aria-current=${view.name === here.name ? 'page' : undefined} title="g then ${view.key}">${view.title}</a></li>`)}</ul></nav>
        <div class="foot">
          <span class="live ${connected ? 'on' : 'off'}" role="status">${connected ? 'live' : latest ? 'stream cut' : 'connecting'}</span>
          <button type="button" class="quiet small" onClick=${turnTheme}>${theme === 'dark' ? 'Light' : 'Dark'}</button>
        </div>
      </header>
      <main id="content" tabindex="-1"><${View} key=${route.path.join('/')} route=${route} theme=${theme} /></main>
    </div>`;
}

render(html`<${Console} />`, document.body);
