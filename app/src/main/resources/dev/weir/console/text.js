// Numbers and times as people read them.
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

export const count = value => value === null || value === undefined ? '–' : whole.format(value);

export function rate(value) {
  return value === null || value === undefined ? '–' : value >= 100 ? whole.format(value) : tenth.format(value);
}

export function bytes(value) {
  if (value === null || value === undefined) return '–';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? whole.format(value) : tenth.format(value)} ${units[unit]}`;
}

/** A time that something took. */
export function latency(seconds) {
  if (seconds === null || seconds === undefined) return '–';
  if (seconds < 0.001) return `${tenth.format(seconds * 1e6)} µs`;
  return seconds < 1 ? `${tenth.format(seconds * 1000)} ms` : `${tenth.format(seconds)} s`;
}

/** A time that has passed. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return '–';
  if (seconds < 10) return `${tenth.format(seconds)} s`;
  if (seconds < 120) return `${whole.format(seconds)} s`;
  if (seconds < 7200) return `${whole.format(seconds / 60)} min`;
  return seconds < 172800 ? `${tenth.format(seconds / 3600)} h` : `${whole.format(seconds / 86400)} d`;
}

export const percent = value => `${tenth.format(value * 100)} %`;

/** A moment: the time of day if it was today. */
export function moment(iso) {
  if (!iso) return '–';
  const at = new Date(iso);
  const today = at.toDateString() === new Date().toDateString();
  return today ? at.toLocaleTimeString('en-GB') : at.toLocaleString('en-GB');
}
