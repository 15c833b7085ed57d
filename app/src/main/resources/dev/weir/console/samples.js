// The node's samples, one a second, by Weir's own stream. The browser comes back by itself with the last id.
import { useEffect, useState } from './vendor/preact.js';

const KEPT_MAX = 600;
const samples = [];
const listeners = new Set();
let source = null;
let connected = false;

function open() {
  source = new EventSource('/api/overview/stream');
  source.addEventListener('open', () => say(true));
  source.addEventListener('error', () => say(false));
  source.addEventListener('sample', event => {
    const sample = JSON.parse(event.data);
    sample.at = Date.parse(sample.time) / 1000;
    if (samples.length > 0 && sample.at <= samples[samples.length - 1].at) return;
    samples.push(sample);
    if (samples.length > KEPT_MAX) samples.shift();
    schedule();
  });
}

function say(now) {
  connected = now;
  schedule();
}

// What comes at once, ten minutes at the start, is drawn at once.
let pending = false;
function schedule() {
  if (pending) return;
  pending = true;
  setTimeout(() => {
    pending = false;
    listeners.forEach(listener => listener());
  }, 30);
}

export function useSamples() {
  const [, redraw] = useState(0);
  useEffect(() => {
    const listener = () => redraw(before => before + 1);
    listeners.add(listener);
    if (source === null) open();
    return () => listeners.delete(listener);
  }, []);
  return { samples, connected, latest: samples[samples.length - 1] };
}
