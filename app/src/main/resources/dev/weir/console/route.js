// Where in the console one is: the fragment of the URL, so that every view and every filter can be linked to.
import { useEffect, useState } from './vendor/preact.js';

/** `#/topics/a%2Fb?q=x` is { path: ['topics', 'a/b'], query: { q: 'x' } }. */
export function parse(hash) {
  const [where, query = ''] = hash.replace(/^#\/?/, '').split('?');
  return { path: where.split('/').filter(Boolean).map(decode), query: Object.fromEntries(new URLSearchParams(query)) };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function href(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const where = '#/' + path.map(encodeURIComponent).join('/');
  return given.length === 0 ? where : `${where}?${new URLSearchParams(given)}`;
}

export function go(path, query) {
  location.hash = href(path, query);
}

/** Changes the filters and stays where one is; no step of the browser's history. */
export function refine(path, query) {
  history.replaceState(null, '', href(path, query));
  dispatchEvent(new HashChangeEvent('hashchange'));
}

export function useRoute() {
  const [route, setRoute] = useState(() => parse(location.hash));
  useEffect(() => {
    const changed = () => setRoute(parse(location.hash));
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}
