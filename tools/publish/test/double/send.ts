import type { Json } from './json.ts';
import type { TestServer } from './test-server.ts';

export interface Received {
  readonly status: number;
  readonly body: Json | undefined;
  readonly headers: Headers;
}

/** A request as it stands, without a client between: `send(double, 'GET', '/rate_limit')`. */
export async function send(
  { token, url }: Pick<TestServer, 'token' | 'url'>,
  method: string,
  path: string,
  body?: Json,
): Promise<Received> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `token ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const { headers, status } = response;
  return { status, headers, body: text === '' ? undefined : (JSON.parse(text) as Json) };
}
