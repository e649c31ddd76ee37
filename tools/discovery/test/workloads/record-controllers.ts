// Records the pods that the real controllers make of controllers.yaml, into controllers.json. It needs a cluster without
// nodes and kubelets, with kube-apiserver and kube-controller-manager of Kubernetes 1.36, and leaves nothing there:
// KUBE_API=https://... KUBE_CA=ca.crt KUBE_TOKEN=... node tools/discovery/test/workloads/record-controllers.ts
import fs from 'node:fs';
import https from 'node:https';
import { setTimeout } from 'node:timers/promises';
import { memoryFileSystem, readResources, toJsonValue } from 'kustomize-ts';
import type { JsonObject, JsonValue, Resource } from 'kustomize-ts';

const NAMESPACE = 'rts-workloads';
const PLURALS: Readonly<Record<string, string>> = {
  CronJob: 'cronjobs',
  DaemonSet: 'daemonsets',
  Deployment: 'deployments',
  HorizontalPodAutoscaler: 'horizontalpodautoscalers',
  Job: 'jobs',
  Node: 'nodes',
  Pod: 'pods',
  ReplicaSet: 'replicasets',
  ReplicationController: 'replicationcontrollers',
  StatefulSet: 'statefulsets',
};

const folder = import.meta.dirname;
const ca = fs.readFileSync(process.env['KUBE_CA'] ?? '');
const agent = new https.Agent({ ca, keepAlive: true });

function request(method: string, path: string, body?: JsonValue): Promise<JsonObject> {
  const { promise, resolve, reject } = Promise.withResolvers<JsonObject>();
  const url = new URL(path, process.env['KUBE_API']);
  const sent = body === undefined ? '' : JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${process.env['KUBE_TOKEN']}`,
    'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
    'content-length': Buffer.byteLength(sent),
  };
  const call = https.request(url, { method, agent, headers }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => {
      const answer = JSON.parse(Buffer.concat(chunks).toString()) as JsonObject;
      if ((response.statusCode ?? 500) < 400) resolve(answer);
      else reject(new Error(`${method} ${path}: ${JSON.stringify(answer['message'])}`));
    });
  });
  call.on('error', reject);
  call.end(sent);
  return promise;
}

function pathOf(apiVersion: string, kind: string): string {
  const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${base}/${kind === 'Node' ? '' : `namespaces/${NAMESPACE}/`}${PLURALS[kind]}`;
}

/** The admission plugin TaintNodesByCondition taints every new node as not ready, and no kubelet says otherwise. */
async function removeFirstTaint(path: string, { name, node }: Resource): Promise<void> {
  const { spec } = toJsonValue(node) as JsonObject;
  const { taints = null } = (spec ?? {}) as JsonObject;
  await request('PATCH', `${path}/${name}`, { spec: { taints } });
}

interface RecordedPod {
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly spec: {
    readonly hostname?: string;
    readonly subdomain?: string;
    readonly nodeName?: string;
    readonly affinity?: {
      readonly nodeAffinity?: {
        readonly requiredDuringSchedulingIgnoredDuringExecution: {
          readonly nodeSelectorTerms: readonly {
            readonly matchFields?: readonly { readonly values: readonly string[] }[];
          }[];
        };
      };
    };
  };
}

/** The owner, with the Deployment for its ReplicaSet, and what is the same in every cluster. */
function describe({ metadata, spec }: RecordedPod): JsonObject {
  const owner = metadata.ownerReferences?.[0];
  const hash = metadata.labels?.['pod-template-hash'];
  const name = hash === undefined ? owner?.name : owner?.name.slice(0, -hash.length - 1);
  const kind = hash === undefined ? owner?.kind : 'Deployment';
  const terms =
    spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
  return {
    owner: owner ? `${kind}/${name}` : `Pod/${metadata.name}`,
    ...((owner?.kind === 'StatefulSet' || !owner) && { name: metadata.name }),
    labels: Object.fromEntries(
      Object.entries(metadata.labels ?? {})
        .map(([key, value]) => [key, /hash|uid|generation/.test(key) ? '?' : value])
        .toSorted(),
    ),
    hostname: spec.hostname ?? '',
    subdomain: spec.subdomain ?? '',
    node: spec.nodeName ?? terms?.[0]?.matchFields?.[0]?.values[0] ?? '',
  };
}

const text = fs.readFileSync(`${folder}/controllers.yaml`, 'utf8');
const { resources } = readResources(['/c.yaml'], memoryFileSystem({ '/c.yaml': text }));
await request('POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE } });
await setTimeout(3000);
try {
  for (const resource of resources) {
    const path = pathOf(resource.apiVersion, resource.kind);
    await request('POST', path, toJsonValue(resource.node));
    if (resource.kind === 'Node') await removeFirstTaint(path, resource);
  }
  // The autoscaler looks every 15 seconds.
  await setTimeout(40_000);
  const { items } = await request('GET', `/api/v1/namespaces/${NAMESPACE}/pods`);
  const pods = (items as readonly JsonValue[])
    .map((pod) => describe(pod as JsonObject & RecordedPod))
    .map((pod) => JSON.stringify(pod))
    .toSorted();
  fs.writeFileSync(`${folder}/controllers.json`, `[\n${pods.join(',\n')}\n]\n`);
} finally {
  const leftovers = resources.filter(({ kind }) => kind === 'Node');
  await Promise.allSettled([
    // No kubelet ends what is on a node.
    request('DELETE', `/api/v1/namespaces/${NAMESPACE}/pods`, { gracePeriodSeconds: 0 }),
    request('DELETE', `/api/v1/namespaces/${NAMESPACE}`),
    ...leftovers.map(({ apiVersion, kind, name }) =>
      request('DELETE', `${pathOf(apiVersion, kind)}/${name}`),
    ),
  ]);
  agent.destroy();
}
