import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { object, objects as list, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { RandomCluster } from './random-cluster.ts';

const COLLECTIONS: Readonly<Record<string, string>> = {
  Service: 'api/v1/namespaces/{}/services',
  EndpointSlice: 'apis/discovery.k8s.io/v1/namespaces/{}/endpointslices',
  Pod: 'api/v1/namespaces/{}/pods',
};

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** An environment variable that has to be set. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set; differential.ts tells what is needed`);
  return value;
}

/** Creates what the API server accepts, and gives what of it names depend on. */
export async function createAll(cluster: RandomCluster): Promise<JsonObject[]> {
  const { namespaces, objects, terminating } = cluster;
  const spaces = objects.filter(({ kind }) => kind === 'Namespace');
  for (const namespace of spaces) await call('POST', 'api/v1/namespaces', namespace);
  // Pods are refused until their namespace has its service account.
  for (const namespace of namespaces) {
    await until(`api/v1/namespaces/${namespace}/serviceaccounts/default`, 200);
  }
  for (const created of objects) {
    const metadata = object(created, 'metadata');
    const collection = COLLECTIONS[text(created, 'kind')]?.replace(
      '{}',
      text(metadata, 'namespace'),
    );
    if (collection === undefined) continue;
    const exists = await accepted('POST', collection, created);
    if (!exists || created['kind'] !== 'Pod') continue;
    const name = text(metadata, 'name');
    const target = { kind: 'Node', name: 'dns-none' };
    await accepted('POST', `${collection}/${name}/binding`, {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name },
      target,
    });
    await accepted('PATCH', `${collection}/${name}/status`, { status: created['status'] ?? {} });
    if (!terminating.includes(`${text(metadata, 'namespace')}/${name}`)) continue;
    await call('DELETE', `${collection}/${name}?gracePeriodSeconds=3600`);
  }
  const held = spaces;
  for (const [kind, collection] of Object.entries(COLLECTIONS)) {
    for (const namespace of namespaces) {
      const { body } = await call('GET', collection.replace('{}', namespace));
      held.push(...list(body, 'items').map((item) => reduce(item, text(body, 'apiVersion'), kind)));
    }
  }
  return held;
}

/** Deletes the namespaces of a cluster, and waits until they are gone. */
export async function deleteAll({ namespaces }: RandomCluster): Promise<void> {
  for (const namespace of namespaces) {
    await call('DELETE', `api/v1/namespaces/${namespace}/pods?gracePeriodSeconds=0`);
    await call('DELETE', `api/v1/namespaces/${namespace}`);
  }
  for (const namespace of namespaces) await until(`api/v1/namespaces/${namespace}`, 404);
}

/** Ends all connections. */
export function disconnect(): void {
  agent.destroy();
}

/** What names depend on. */
function reduce(held: JsonObject, apiVersion: string, kind: string): JsonObject {
  const { name, namespace, labels, deletionTimestamp } = object(held, 'metadata') ?? {};
  const { spec, status, addressType, endpoints, ports } = held;
  const metadata = { name, namespace, labels, deletionTimestamp };
  const { clusterIP, clusterIPs, ipFamilies, type, externalName } = object(held, 'spec') ?? {};
  const { phase, podIPs } = object(held, 'status') ?? {};
  const containers = [{ name: 'app', image: 'registry.example.com/app:1' }];
  const contents: Readonly<Record<string, unknown>> = {
    Service: {
      spec: {
        type,
        clusterIP,
        clusterIPs,
        ipFamilies,
        externalName,
        ports: list(object(held, 'spec'), 'ports'),
      },
    },
    EndpointSlice: { addressType, endpoints, ports },
    Pod: { spec: { containers }, status: { phase, podIPs } },
  };
  const reduced = { apiVersion, kind, metadata, ...(contents[kind] ?? { spec, status }) };
  return JSON.parse(JSON.stringify(reduced)) as JsonObject;
}

async function until(target: string, code: number): Promise<void> {
  while ((await call('GET', target)).code !== code) await setTimeout(200);
}

/** Random objects may be refused; then they are not there. */
async function accepted(method: string, target: string, body: unknown): Promise<boolean> {
  const answer = await call(method, target, body);
  if (answer.code < 300) return true;
  console.log(`refused: ${target}: ${text(answer.body, 'message')}`);
  return false;
}

function call(
  method: string,
  target: string,
  body?: unknown,
): Promise<{ readonly code: number; readonly body: JsonObject }> {
  const server = setting('API_SERVER').replace(/\/$/u, '');
  const headers = {
    authorization: `Bearer ${setting('API_TOKEN')}`,
    'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
  };
  const options = { method, ca: readFileSync(setting('API_CA')), agent, headers };
  return new Promise((resolve, reject) => {
    const sent = request(`${server}/${target}`, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const answer = JSON.parse(Buffer.concat(chunks).toString('utf8')) as JsonObject;
        resolve({ code: response.statusCode ?? 0, body: answer });
      });
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
