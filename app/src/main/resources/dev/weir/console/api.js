// Everything that the console asks of the server.

/** A refusal, in the server's own words. */
export class Problem extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? problem?.title ?? `status ${status}`);
    this.status = status;
  }
}

async function answer(response) {
  if (response.ok) {
    return response.status === 204 ? null : response.json();
  }
  throw new Problem(response.status, await response.json().catch(() => null));
}

/** Parameters that are empty are left out. */
export function path(base, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length === 0 ? base : `${base}?${new URLSearchParams(given)}`;
}

export const get = (where, signal) => fetch(where, { signal }).then(answer);

export function act(method, where, body) {
  const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
  return fetch(where, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }).then(answer);
}

export const segment = encodeURIComponent;
