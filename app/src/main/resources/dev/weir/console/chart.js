// One line chart over the last minutes.
import { html, useEffect, useRef } from './ui.js';

const HEIGHT = 130;
const SECONDS = 300;

/** series: [{ label, of: sample => number | null, color }] */
export function Chart({ title, samples, series, format, theme }) {
  const place = useRef();
  const plot = useRef();
  const latest = samples[samples.length - 1];
  useEffect(() => {
    const style = getComputedStyle(document.documentElement);
    const color = name => style.getPropertyValue(name).trim();
    const axis = { stroke: color('--muted'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
    plot.current = new uPlot({
      width: place.current.clientWidth,
      height: HEIGHT,
      cursor: { y: false, points: { size: 6 } },
      legend: { show: false },
      scales: { y: { range: (u, low, high) => [0, Math.max(high, 1e-4) * 1.15] } },
      axes: [
        { ...axis, size: 26, space: 70, values: (u, ticks) => ticks.map(at => new Date(at * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })) },
        { ...axis, size: 52, space: 28, values: (u, ticks) => ticks.map(format) },
      ],
      series: [{}, ...series.map((one, i) => ({
        label: one.label, stroke: color(one.color), width: 1.6, spanGaps: true, points: { show: false },
        fill: i === 0 && series.length === 1 ? color(one.color) + '22' : undefined,
      }))],
    }, [[], ...series.map(() => [])], place.current);
    const resized = new ResizeObserver(([entry]) => plot.current?.setSize({ width: Math.max(120, entry.contentRect.width), height: HEIGHT }));
    resized.observe(place.current);
    return () => {
      resized.disconnect();
      plot.current.destroy();
      plot.current = null;
    };
  }, [theme]);
  useEffect(() => {
    const from = samples.findIndex(sample => sample.at > (latest?.at ?? 0) - SECONDS);
    const shown = from < 0 ? [] : samples.slice(from);
    plot.current?.setData([shown.map(sample => sample.at), ...series.map(one => shown.map(one.of))]);
  });
  const now = series.map(one => `${one.label} ${latest ? format(one.of(latest)) : '–'}`).join(', ');
  return html`<figure class="chart">
    <figcaption><span>${title}</span><span class="legend">${series.map(one => html`<span class="key ${one.color.slice(2)}">${series.length > 1 ? one.label + ' ' : ''}<b>${latest ? format(one.of(latest)) : '–'}</b></span>`)}</span></figcaption>
    <div ref=${place} role="img" aria-label="${title}, last five minutes; now ${now}"></div>
  </figure>`;
}
