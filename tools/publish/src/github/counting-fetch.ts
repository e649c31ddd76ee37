import type { Traffic } from './github.ts';

type Fetch = typeof globalThis.fetch;

/** Counts requests as they leave, and tells the credentials that they carry. */
export function countingFetch(
  fetch: Fetch,
  traffic: Traffic,
  onSecret: (secret: string) => void,
): Fetch {
  return (input, init) => {
    traffic.requests += 1;
    if (isWrite(String(input), init)) traffic.writes += 1;
    const credentials = new Headers(init?.headers).get('authorization');
    if (credentials !== null) onSecret(credentials.replace(/^(?:token|bearer) /i, ''));
    return fetch(input, init);
  };
}

/** GraphQL asks with POST too, and so does an App for its token. */
function isWrite(url: string, init: RequestInit | undefined): boolean {
  const { method = 'GET', body } = init ?? {};
  if (method === 'GET' || method === 'HEAD') return false;
  if (url.endsWith('/access_tokens')) return false;
  return !(typeof body === 'string' && /^\{"query":"\s*query\b/.test(body));
}
