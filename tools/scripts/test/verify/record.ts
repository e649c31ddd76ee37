/**
 * Records what a real API server answers while `verify` and `diff --live` look at it: see README.md beside this file.
 * It takes a control plane of its own, without nodes: pods are bound and made ready here.
 */
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';

import { build, diskFileSystem, readResources, toJsonValue } from 'kustomize-ts';
import type { JsonObject, Resource } from 'kustomize-ts';

import { runFingerpost } from '../../src/main.ts';
import { listen, portOf, writeKubeConfig } from './stand-in.ts';
import type { RecordedAnswer } from './stand-in.ts';

const TRACKING = 'argocd.argoproj.io/tracking-id';
const NAMESPACE = 'verify-shop';
const root = path.join(import.meta.dirname, 'repository');
const dev = path.join(root, 'overlays/dev');

/** Kinds that `verify` reads; of all others only what is tracked is kept. */
const READ = /^(Service|EndpointSlice|Pod|ReplicaSet|Node)List$/;

interface Listed {
  metadata: { name: string; namespace?: string; uid: string; deletionTimestamp?: string };
  spec: { nodeName?: string };
  status: { phase?: string };
}

function kubectl(args: readonly string[], input = ''): string {
  return execFileSync('kubectl', [...args], {
    input,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

/** Applies as Argo CD does: with its field manager and its annotation. */
function apply(resources: readonly Resource[], unit?: string): void {
  for (const { apiVersion, kind, namespace, name, node } of resources) {
    const object = toJsonValue(node) as JsonObject & { metadata: JsonObject };
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
    const id = `dev-${unit ?? ''}:${group}/${kind}:${namespace ?? ''}/${name}`;
    if (unit !== undefined) {
      const annotations = object.metadata['annotations'] as JsonObject | undefined;
      object.metadata['annotations'] = { ...annotations, [TRACKING]: id };
    }
    const manager = unit === undefined ? 'cluster' : 'argocd-controller';
    const flags = ['--server-side', '--force-conflicts', `--field-manager=${manager}`];
    kubectl(['apply', ...flags, '-f', '-'], JSON.stringify(object));
  }
}

function deploy(): void {
  for (const [index, name] of ['node-a', 'node-b'].entries()) {
    const metadata = { name, labels: { 'topology.kubernetes.io/zone': name.slice(-1) } };
    kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata }));
    const addresses = [{ type: 'InternalIP', address: `10.200.0.1${index + 1}` }];
    const conditions = [{ type: 'Ready', status: 'True' }];
    patchStatus('node', name, { addresses, conditions });
    // Nodes are not ready until a kubelet says otherwise.
    kubectl(['patch', 'node', name, '--type=merge', '-p', '{"spec":{"taints":null}}']);
  }
  apply(readResources([path.join(dev, 'given')], diskFileSystem()).resources);
  for (const unit of ['namespaces', 'external', 'store', 'web']) {
    const { resources } = build(path.join(dev, unit));
    apply(
      resources.filter(({ kind }) => kind !== 'Job'),
      unit,
    );
  }
}

function patchStatus(resource: string, name: string, status: object, namespace = 'default'): void {
  const patch = JSON.stringify({ status });
  const where = ['-n', namespace, 'patch', resource, name, '--subresource=status'];
  kubectl([...where, '--type=merge', '-p', patch]);
}

/** Does the work of scheduler and kubelet until as many pods are ready. */
async function runPods(count: number): Promise<void> {
  let next = 0;
  for (let round = 0; round < 100; round++) {
    const list = JSON.parse(kubectl(['get', 'pods', '-A', '-o', 'json'])) as { items: Listed[] };
    const running = list.items.filter(({ status }) => status.phase === 'Running');
    if (running.length === count && list.items.length === count) return;
    for (const { metadata, spec, status } of list.items) {
      const { name, namespace = '' } = metadata;
      if (metadata.deletionTimestamp !== undefined) {
        kubectl(['-n', namespace, 'delete', 'pod', name, '--grace-period=0', '--force']);
        continue;
      }
      if (status.phase === 'Running') continue;
      next = Math.max(next, running.length) + 1;
      const node = next % 2;
      if (spec.nodeName === undefined) {
        const target = { apiVersion: 'v1', kind: 'Node', name: `node-${node === 0 ? 'a' : 'b'}` };
        const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target };
        const url = `/api/v1/namespaces/${namespace}/pods/${name}/binding`;
        kubectl(['create', '--raw', url, '-f', '-'], JSON.stringify(binding));
      }
      const ip = `10.42.${node}.${next}`;
      const conditions = [{ type: 'Ready', status: 'True' }];
      const facts = { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions };
      patchStatus('pod', name, facts, namespace);
    }
    await wait(300);
  }
  throw new Error('the pods do not come');
}

/** Runs commands through a server that writes down what it passes on, until all agree that nothing more comes. */
async function record(name: string, api: string): Promise<void> {
  const answers = new Map<string, RecordedAnswer>();
  const server = await listen(async (request, body, incoming) => {
    const response = await fetch(`${api}${incoming.url ?? ''}`, {
      method: incoming.method ?? 'GET',
      headers: { 'content-type': incoming.headers['content-type'] ?? 'application/json' },
      ...(body !== '' && { body }),
    });
    const answer = { status: response.status, body: trim((await response.json()) as JsonObject) };
    answers.set(request, answer);
    return answer;
  });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-record-'));
  process.env['KUBECONFIG'] = writeKubeConfig(folder, portOf(server));
  for (const args of [
    ['verify', '--env', 'dev'],
    ['diff', '--live', '--env', 'dev'],
  ]) {
    await runFingerpost(args, {
      directory: root,
      out: (text) => void process.stdout.write(text),
      err: (text) => void process.stderr.write(text),
      colour: false,
    });
  }
  server.close();
  server.closeAllConnections();
  fs.rmSync(folder, { recursive: true });
  const origin = 'Kubernetes 1.36.3, written by record.ts';
  // One answer a line, so that a difference shows which.
  const lines = [...answers]
    .toSorted()
    .map(([request, answer]) => `    ${JSON.stringify(request)}: ${JSON.stringify(answer)}`);
  fs.writeFileSync(
    path.join(import.meta.dirname, `${name}.json`),
    `{\n  "origin": ${JSON.stringify(origin)},\n  "answers": {\n${lines.join(',\n')}\n  }\n}\n`,
  );
}

function trim(body: JsonObject): JsonObject {
  if (!Array.isArray(body['items'])) return withoutManagers(body);
  const items = (body['items'] as JsonObject[])
    .filter((item) => READ.test(String(body['kind'])) || JSON.stringify(item).includes(TRACKING))
    .map(withoutManagers);
  return { ...body, items };
}

function withoutManagers(item: JsonObject): JsonObject {
  const metadata = item['metadata'] as JsonObject | undefined;
  if (metadata?.['managedFields'] === undefined) return item;
  const { managedFields: _, ...rest } = metadata;
  return { ...item, metadata: rest };
}

/** What people do to a cluster by hand. */
function edit(): void {
  const inShop = ['-n', NAMESPACE];
  const patch = (kind: string, name: string, value: unknown): void =>
    void kubectl([...inShop, 'patch', kind, name, '--type=json', '-p', JSON.stringify(value)]);
  patch('service', 'web', [{ op: 'replace', path: '/spec/ports/0/port', value: 8080 }]);
  patch('service', 'store', [{ op: 'replace', path: '/spec/selector', value: { app: 'stor' } }]);
  kubectl([...inShop, 'scale', 'deployment', 'web', '--replicas=1']);
  kubectl([...inShop, 'delete', 'configmap', 'web']);
  kubectl([...inShop, 'delete', 'endpointslice', 'feed-1']);
  kubectl([...inShop, 'create', 'service', 'clusterip', 'forgotten', '--tcp=80']);
  const id = `dev-web:/ConfigMap:${NAMESPACE}/web-old`;
  const metadata = { name: 'web-old', namespace: NAMESPACE, annotations: { [TRACKING]: id } };
  const old = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: '1' } };
  kubectl(['create', '-f', '-'], JSON.stringify(old));
}

const kubeconfig = process.env['KUBECONFIG'];
const proxy = spawn('kubectl', ['proxy', '--port=0', '--reject-methods=^$'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [banner] = await proxy.stdout.take(1).toArray();
const api = `http://${/127\.0\.0\.1:\d+/.exec(String(banner))?.[0] ?? ''}`;
try {
  deploy();
  await runPods(5);
  await wait(2000);
  await record('in-sync', api);
  process.env['KUBECONFIG'] = kubeconfig;
  edit();
  await runPods(4);
  await wait(2000);
  await record('edited', api);
} finally {
  proxy.kill();
}
