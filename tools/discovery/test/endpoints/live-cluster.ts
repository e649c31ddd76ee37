import process from 'node:process';
import type { JsonObject } from 'kustomize-ts';

/** An object of the API, as far as it is looked at here. */
export interface LiveObject {
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly resourceVersion?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
}

/** A cluster's API. */
export interface LiveCluster {
  list<Item extends LiveObject>(path: string): Promise<readonly Item[]>;
  /** Status codes of 400 and above are errors, but for those that are named. */
  send(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body: unknown,
    allowed?: readonly number[],
  ): Promise<number>;
}

/** The API at KUBERNETES_API with the token KUBERNETES_TOKEN; NODE_EXTRA_CA_CERTS names the CA of its certificate. */
export function connect(): LiveCluster {
  const { KUBERNETES_API: server, KUBERNETES_TOKEN: token } = process.env;
  if (!server || !token) throw new Error('KUBERNETES_API and KUBERNETES_TOKEN have to be set');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const request = async (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${server}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    list: async <Item extends LiveObject>(path: string) => {
      const response = await request('GET', path);
      if (!response.ok) throw new Error(`GET ${path}: ${await response.text()}`);
      const { items } = (await response.json()) as { readonly items: readonly Item[] };
      return items;
    },
    send: async (method, path, body, allowed = []) => {
      const response = await request(method, path, body);
      const answer = await response.text();
      if (!response.ok && !allowed.includes(response.status)) {
        throw new Error(`${method} ${path}: ${answer}`);
      }
      return response.status;
    },
  };
}

const PLURALS: Readonly<Record<string, string>> = { Endpoints: 'endpoints' };

/** Where objects of the kind of one are in a namespace. */
export function pathOf({ apiVersion, kind }: JsonObject, namespace: string): string {
  const version = String(apiVersion);
  const name = String(kind);
  const root = version.includes('/') ? `/apis/${version}` : `/api/${version}`;
  return `${root}/namespaces/${namespace}/${PLURALS[name] ?? `${name.toLowerCase()}s`}`;
}
