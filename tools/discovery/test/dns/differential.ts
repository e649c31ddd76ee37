/**
 * Holds the answers about names of a cluster against a real CoreDNS: `node test/dns/differential.ts [--rounds N]
 * [--questions N] [--seed S] [--record FILE]`. Each round puts random Services, EndpointSlices and Pods into two
 * namespaces of its own and deletes them again.
 *
 * Needs, from the environment: API_SERVER (its URL), API_TOKEN (of a user who may do everything), API_CA (file),
 * KUBECONFIG (file, for CoreDNS), COREDNS (the binary), and optionally DNS_PORT (the first of ten free ports). No node may
 * run: the script writes the status of pods itself. The exit code is 1 if any answer differs.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { memoryFileSystem, readResources } from 'kustomize-ts';
import type { JsonObject } from 'kustomize-ts';
import {
  clusterNames,
  defaultEnvironment,
  defaultKubernetesConfig,
  makeKubernetesHandler,
  predictEndpoints,
  readNodes,
  readStore,
  readWorkloads,
} from '../../src/index.ts';
import type { ClusterNames, Handler, KubernetesConfig, Reply } from '../../src/index.ts';
import { clusters } from './random-cluster.ts';
import type { RandomCluster } from './random-cluster.ts';
import { questions } from './random-questions.ts';
import { askServer } from './wire.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    questions: { type: 'string', default: '1500' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    record: { type: 'string' },
  },
});
const seed = Number(values.seed);
const firstPort = Number(process.env['DNS_PORT'] ?? 15_300);
const server = new URL(setting('API_SERVER'));
const ca = readFileSync(setting('API_CA'));
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const COLLECTIONS: Readonly<Record<string, string>> = {
  Service: 'api/v1/namespaces/{}/services',
  EndpointSlice: 'apis/discovery.k8s.io/v1/namespaces/{}/endpointslices',
  Pod: 'api/v1/namespaces/{}/pods',
};

/** One server block of the Corefile, and what it says. */
interface Variant {
  readonly lines: readonly string[];
  readonly config: Partial<KubernetesConfig>;
  /** Listens on all addresses, so that the server knows its own. */
  readonly open?: boolean;
}

const reverse = ['in-addr.arpa.', 'ip6.arpa.'];
const local = ['cluster.local.', ...reverse];

function variantsFor(namespace: string): readonly Variant[] {
  const variants: readonly Variant[] = [
    {
      lines: ['pods insecure', 'fallthrough in-addr.arpa ip6.arpa'],
      config: { pods: 'insecure', fallthrough: reverse },
    },
    {
      lines: ['pods verified', 'endpoint_pod_names', 'ttl 600'],
      config: { pods: 'verified', endpointPodNames: true, ttl: 600 },
    },
    {
      lines: ['ignore empty_service', 'zonal', 'fallthrough'],
      config: { ignoreEmptyService: true, zonal: true, fallthrough: ['.'] },
    },
    { lines: ['noendpoints', 'ttl 0'], config: { endpoints: false, ttl: 0 } },
    {
      lines: [`namespaces ${namespace}`, 'pods insecure'],
      config: { namespaces: [namespace], pods: 'insecure' },
    },
    {
      lines: ['namespace_labels stage=one', 'pods verified'],
      config: {
        namespaceLabels: [{ key: 'stage', operator: 'In', values: ['one'] }],
        pods: 'verified',
      },
    },
    {
      lines: ['labels tier=front', 'pods verified'],
      config: { labels: [{ key: 'tier', operator: 'In', values: ['front'] }], pods: 'verified' },
    },
    { lines: ['pods insecure'], config: { pods: 'insecure', zones: ['.'] } },
    {
      lines: ['endpoint_pod_names'],
      config: {
        endpointPodNames: true,
        zones: ['10.in-addr.arpa.', 'example.internal.', ...local],
      },
    },
    { lines: ['pods verified'], config: { pods: 'verified' }, open: true },
  ];
  return variants.map((variant) => ({ ...variant, config: { zones: local, ...variant.config } }));
}

const recorded: unknown[] = [];
let different = 0;
let asked = 0;
for (let round = 0; round < Number(values.rounds); round++) {
  const prefix = `dns-${seed + round}`;
  const [cluster] = fc.sample(clusters(prefix), { seed: seed + round, numRuns: 1 });
  if (!cluster) break;
  try {
    const objects = await createAll(cluster);
    await compare(cluster, objects, seed + round);
  } finally {
    await deleteAll(cluster);
  }
}
console.log(`seed ${seed}: ${asked} questions, ${different} answers differ`);
if (values.record !== undefined)
  writeFileSync(values.record, `${JSON.stringify(recorded, null, 1)}\n`);
agent.destroy();
process.exitCode = different === 0 ? 0 : 1;

async function compare(
  cluster: RandomCluster,
  objects: readonly JsonObject[],
  roundSeed: number,
): Promise<void> {
  const variants = variantsFor(cluster.namespaces[0]);
  const names = namesOf(objects);
  const folder = mkdtempSync(path.join(tmpdir(), 'coredns-'));
  writeFileSync(path.join(folder, 'Corefile'), variants.map(serverBlock).join('\n'));
  const coredns = spawn(setting('COREDNS'), ['-conf', 'Corefile'], {
    cwd: folder,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => coredns.on('exit', resolve));
  try {
    await started();
    for (const [index, variant] of variants.entries()) {
      const list = fc.sample(
        questions(cluster, serviceNames(objects), ['example.internal'], addressesIn(objects)),
        {
          seed: roundSeed * 10 + index,
          numRuns: Math.ceil(Number(values.questions) / variants.length),
        },
      );
      const handler = modelOf(variant, names);
      const differences: unknown[] = [];
      const answers: unknown[] = [];
      for (const question of list) {
        const real = await askServer(question, firstPort + index);
        const [expected, actual] = [describe(real), describe(handler(question))];
        asked++;
        answers.push({ ...question, ...expected });
        if (JSON.stringify(expected) === JSON.stringify(actual)) continue;
        different++;
        differences.push({ question, expected, actual });
      }
      recorded.push({ config: variant.config, objects, answers });
      for (const difference of differences.slice(0, 5)) {
        console.log(`${variant.lines.join('; ')}\n${JSON.stringify(difference, null, 1)}`);
      }
    }
  } finally {
    coredns.kill();
    await ended;
    rmSync(folder, { recursive: true });
  }
}

async function started(): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    await setTimeout(100);
    const reply = await askServer({ name: 'cluster.local.', type: 'SOA' }, firstPort).catch(
      () => undefined,
    );
    if (reply?.rcode === 'NOERROR') return;
  }
  throw new Error('CoreDNS did not start');
}

function serverBlock({ lines, config, open }: Variant, index: number): string {
  const zones = (config.zones ?? []).join(' ');
  return `.:${firstPort + index} {
    ${open === true ? '' : 'bind 127.0.0.1'}
    template IN A example.com {
        answer "{{ .Name }} 60 IN A 203.0.113.5"
    }
    kubernetes ${zones} {
        kubeconfig ${setting('KUBECONFIG')}
        ${lines.join('\n        ')}
    }
}`;
}

/** The same chain of plugins: the template is before the cluster, behind it there is nothing. */
function modelOf({ config, open }: Variant, names: ClusterNames): Handler {
  const reply: Reply = {
    rcode: 'SERVFAIL',
    authoritative: false,
    answers: [],
    authority: [],
    additional: [],
  };
  const own = open === true ? { ...names, serverAddresses: ownAddresses() } : names;
  const kubernetes = makeKubernetesHandler(
    { ...defaultKubernetesConfig, zones: [], ...config },
    own,
    () => reply,
    (question) => self(question),
  );
  const self: Handler = (question) => {
    const { name, type } = question;
    if ((type !== 'A' && type !== 'ANY') || !`.${name.toLowerCase()}`.endsWith('.example.com.'))
      return kubernetes(question);
    const answers = [{ owner: name.toLowerCase(), type: 'A', value: '203.0.113.5', ttl: 60 }];
    return { ...reply, rcode: 'NOERROR', authoritative: true, answers };
  };
  return self;
}

function ownAddresses(): ClusterNames['serverAddresses'] {
  return Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .filter(({ internal }) => !internal)
    .map(({ address, family }) => ({
      type: family === 'IPv4' ? ('A' as const) : ('AAAA' as const),
      written: address,
      value: address,
    }));
}

function describe(reply: Reply | undefined): Record<string, unknown> {
  // A server that sends nothing is one that fails.
  if (!reply)
    return { rcode: 'SERVFAIL', authoritative: false, answers: [], authority: [], additional: [] };
  const lines = (records: Reply['answers']): string[] =>
    records.map(({ owner, type, value, ttl }) => `${owner} ${ttl} ${type} ${value}`).toSorted();
  const { rcode, authoritative } = reply;
  return {
    rcode,
    authoritative,
    answers: lines(reply.answers),
    authority: lines(reply.authority),
    additional: lines(reply.additional),
  };
}

function namesOf(objects: readonly JsonObject[]): ClusterNames {
  const files = Object.fromEntries(
    objects.map((object, index) => [`/${index}.json`, JSON.stringify(object)]),
  );
  const { resources } = readResources(Object.keys(files), memoryFileSystem(files));
  const store = readStore(resources, defaultEnvironment);
  const nodes = readNodes(store, defaultEnvironment);
  const { workloads } = readWorkloads(store, nodes, defaultEnvironment);
  const { slices } = predictEndpoints(store, workloads, nodes, defaultEnvironment);
  return clusterNames(store, slices, workloads, defaultEnvironment);
}

function serviceNames(objects: readonly JsonObject[]): string[] {
  return objects
    .filter(({ kind }) => kind === 'Service')
    .map(({ metadata }) => String((metadata as JsonObject)['name']));
}

function addressesIn(objects: readonly JsonObject[]): string[] {
  return objects
    .filter(({ kind }) => kind === 'Service')
    .flatMap(({ spec }) => ((spec as JsonObject)['clusterIPs'] ?? []) as string[])
    .filter((address) => address !== 'None');
}

/** Creates what the API server accepts, and gives it as it is held afterwards. */
async function createAll({
  namespaces,
  objects,
  terminating,
}: RandomCluster): Promise<JsonObject[]> {
  const own = Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .find(({ internal }) => !internal);
  const server0: JsonObject[] = own
    ? [
        {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: {
            name: 'server',
            namespace: namespaces[0],
            labels: { 'kubernetes.io/service-name': 'web', tier: 'front' },
          },
          addressType: own.family,
          endpoints: [{ addresses: [own.address] }],
          ports: [{ name: 'dns', port: 53, protocol: 'UDP' }],
        },
      ]
    : [];
  for (const namespace of objects.filter(({ kind }) => kind === 'Namespace')) {
    await call('POST', 'api/v1/namespaces', namespace);
  }
  // Pods are refused until their namespace has its service account.
  for (const namespace of namespaces) {
    while (
      (await call('GET', `api/v1/namespaces/${namespace}/serviceaccounts/default`)).code !== 200
    )
      await setTimeout(100);
  }
  for (const object of [...objects, ...server0]) {
    const metadata = object['metadata'] as JsonObject;
    const collection = COLLECTIONS[String(object['kind'])]?.replace(
      '{}',
      String(metadata['namespace']),
    );
    if (collection === undefined) continue;
    const created = await call('POST', collection, object);
    if (created.code !== 201) console.log(`refused: ${String(created.body['message'])}`);
    if (object['kind'] !== 'Pod' || created.code !== 201) continue;
    const name = String(metadata['name']);
    const binding = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name },
      target: { kind: 'Node', name: 'dns-none' },
    };
    await call('POST', `${collection}/${name}/binding`, binding);
    const status = await call('PATCH', `${collection}/${name}/status`, {
      status: object['status'] ?? {},
    });
    if (status.code !== 200) console.log(`refused: ${String(status.body['message'])}`);
    if (!terminating.includes(`${String(metadata['namespace'])}/${name}`)) continue;
    await call('DELETE', `${collection}/${name}?gracePeriodSeconds=3600`);
  }
  const held: JsonObject[] = objects.filter(({ kind }) => kind === 'Namespace');
  for (const [kind, collection] of Object.entries(COLLECTIONS)) {
    for (const namespace of namespaces) {
      const { body } = await call('GET', collection.replace('{}', namespace));
      const apiVersion = body['apiVersion'] ?? '';
      held.push(
        ...((body['items'] ?? []) as JsonObject[]).map((item) => ({ ...item, apiVersion, kind })),
      );
    }
  }
  return held;
}

async function deleteAll({ namespaces }: RandomCluster): Promise<void> {
  for (const namespace of namespaces) {
    await call('DELETE', `api/v1/namespaces/${namespace}/pods?gracePeriodSeconds=0`);
    await call('DELETE', `api/v1/namespaces/${namespace}`);
  }
  for (const namespace of namespaces) {
    while ((await call('GET', `api/v1/namespaces/${namespace}`)).code !== 404)
      await setTimeout(200);
  }
}

function call(
  method: string,
  target: string,
  body?: unknown,
): Promise<{ readonly code: number; readonly body: JsonObject }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL(target, `${server.href.replace(/\/$/u, '')}/`),
      {
        method,
        ca,
        agent,
        headers: {
          authorization: `Bearer ${setting('API_TOKEN')}`,
          'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ code: response.statusCode ?? 0, body: JSON.parse(text) as JsonObject });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set; the head of this file tells what is needed`);
  return value;
}
