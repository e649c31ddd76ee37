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
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { object, text, texts } from '@fingerpost/apiserver';
import fc from 'fast-check';
import type { JsonObject } from 'kustomize-ts';
import type { KubernetesConfig, Question } from '../../src/index.ts';
import { chainOf, linesOf, namesOf, withAddresses } from './coredns-chain.ts';
import type { RecordedAnswer, RecordedServer } from './coredns-chain.ts';
import { createAll, deleteAll, disconnect, setting } from './live-cluster.ts';
import { clusters } from './random-cluster.ts';
import type { RandomCluster } from './random-cluster.ts';
import { questions } from './random-questions.ts';
import { askServer } from './wire.ts';

/** One server block of the Corefile, and what it says. */
interface Variant {
  readonly lines: readonly string[];
  readonly config: Partial<KubernetesConfig>;
  /** Listens on all addresses, so that the server knows its own. */
  readonly open?: boolean;
}

const REVERSE = ['in-addr.arpa.', 'ip6.arpa.'];
const ZONES = ['cluster.local.', ...REVERSE];

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    questions: { type: 'string', default: '1500' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    record: { type: 'string' },
  },
});
const firstSeed = Number(values.seed);
const firstPort = Number(process.env['DNS_PORT'] ?? 15_300);
const addresses = Object.values(networkInterfaces())
  .flatMap((all = []) => all)
  .filter(({ internal }) => !internal)
  .map(({ address }) => address);

const recorded: string[] = [];
let asked = 0;
let different = 0;
for (let round = 0; round < Number(values.rounds); round++) {
  const seed = firstSeed + round;
  const [random] = fc.sample(clusters(`dns-${seed}`), { seed, numRuns: 1 });
  if (!random) break;
  const cluster = withServer(random, seed % 2 === 0);
  try {
    await compare(cluster, await createAll(cluster), seed);
  } finally {
    await deleteAll(cluster);
  }
}
console.log(`seed ${firstSeed}: ${asked} questions, ${different} answers differ`);
if (values.record !== undefined) writeFileSync(values.record, `[\n${recorded.join(',\n')}\n]\n`);
disconnect();
process.exitCode = different === 0 ? 0 : 1;

async function compare(
  cluster: RandomCluster,
  held: readonly JsonObject[],
  seed: number,
): Promise<void> {
  const variants = variantsFor(cluster.namespaces[0]);
  const folder = mkdtempSync(path.join(tmpdir(), 'coredns-'));
  writeFileSync(path.join(folder, 'Corefile'), variants.map(serverBlock).join('\n'));
  const coredns = spawn(setting('COREDNS'), ['-conf', 'Corefile'], {
    cwd: folder,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => coredns.on('exit', resolve));
  const names = namesOf(held);
  const servers: string[] = [];
  try {
    await started();
    for (const [index, { lines, config, open }] of variants.entries()) {
      const serverAddresses = open === true ? addresses : [];
      const handler = chainOf(config, withAddresses(names, serverAddresses));
      const answers: RecordedAnswer[] = [];
      for (const question of sample(cluster, held, seed * 10 + index, variants.length)) {
        const expected = linesOf(await askServer(question, firstPort + index));
        const actual = linesOf(handler(question));
        answers.push([question.name, question.type, ...expected]);
        asked++;
        if (JSON.stringify(expected) === JSON.stringify(actual)) continue;
        different++;
        console.log(JSON.stringify({ lines, question, expected, actual }, null, 1));
      }
      servers.push(formatServer({ config, serverAddresses, answers }));
    }
  } finally {
    coredns.kill();
    await ended;
    rmSync(folder, { recursive: true });
  }
  const objects = held.map((item) => `   ${JSON.stringify(item)}`).join(',\n');
  recorded.push(` {"objects": [\n${objects}\n  ], "servers": [\n${servers.join(',\n')}\n  ]}`);
}

function sample(
  cluster: RandomCluster,
  held: readonly JsonObject[],
  seed: number,
  share: number,
): readonly Question[] {
  const services = held.filter(({ kind }) => kind === 'Service');
  const names = services.map((service) => text(object(service, 'metadata'), 'name'));
  const clusterIPs = services
    .flatMap((service) => texts(object(service, 'spec'), 'clusterIPs'))
    .filter((address) => address !== 'None');
  const numRuns = Math.ceil(Number(values.questions) / share);
  return fc.sample(questions(cluster, names, ['example.internal'], clusterIPs), { seed, numRuns });
}

function formatServer({ config, serverAddresses, answers }: RecordedServer): string {
  const lines = answers.map((answer) => `     ${JSON.stringify(answer)}`).join(',\n');
  return `   {"config": ${JSON.stringify(config)}, "serverAddresses": ${JSON.stringify(serverAddresses)}, "answers": [\n${lines}\n   ]}`;
}

/** Adds a Service, headless or not, that this machine is the endpoint of, as kube-dns has the pods of CoreDNS. */
function withServer(cluster: RandomCluster, headless: boolean): RandomCluster {
  const [namespace] = cluster.namespaces;
  const [address] = addresses;
  if (address === undefined) return cluster;
  const port = { name: 'dns', port: 53, protocol: 'UDP' };
  const labels = { tier: 'front', 'kubernetes.io/service-name': 'own' };
  const added: readonly JsonObject[] = [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'own', namespace },
      spec: headless ? { clusterIP: 'None', ports: [port] } : { ports: [port] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'own', namespace, labels },
      addressType: address.includes(':') ? 'IPv6' : 'IPv4',
      endpoints: [{ addresses: [address] }],
      ports: [port],
    },
  ];
  return { ...cluster, objects: [...cluster.objects, ...added] };
}

function variantsFor(namespace: string): readonly Variant[] {
  const variants: readonly Variant[] = [
    {
      lines: ['pods insecure', 'fallthrough in-addr.arpa ip6.arpa'],
      config: { pods: 'insecure', fallthrough: REVERSE },
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
        zones: ['10.in-addr.arpa.', 'example.internal.', ...ZONES],
      },
    },
    { lines: ['pods verified'], config: { pods: 'verified' }, open: true },
  ];
  return variants.map((variant) => ({ ...variant, config: { zones: ZONES, ...variant.config } }));
}

function serverBlock({ lines, config, open }: Variant, index: number): string {
  return `.:${firstPort + index} {
    ${open === true ? '' : 'bind 127.0.0.1'}
    template IN A example.com {
        answer "{{ .Name }} 60 IN A 203.0.113.5"
    }
    kubernetes ${(config.zones ?? []).join(' ')} {
        kubeconfig ${setting('KUBECONFIG')}
        ${lines.join('\n        ')}
    }
}`;
}

async function started(): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    await setTimeout(100);
    const question = { name: 'cluster.local.', type: 'SOA' };
    const reply = await askServer(question, firstPort).catch(() => undefined);
    if (reply?.rcode === 'NOERROR') return;
  }
  throw new Error('CoreDNS did not start');
}
