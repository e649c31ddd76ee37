import { readFileSync } from 'node:fs';
import path from 'node:path';
import { memoryFileSystem, readResources } from 'kustomize-ts';
import type { JsonObject } from 'kustomize-ts';
import {
  DISTRIBUTIONS,
  clusterNames,
  loadCorefile,
  makeNameServer,
  makeUpstream,
  predictEndpoints,
  readNodes,
  readStore,
  indexPods,
  readWorkloads,
  reloadVerdict,
} from '../../src/index.ts';
import type {
  Environment,
  LoadedCorefile,
  NameServer,
  Question,
  Reply,
  ResourceRecord,
  Start,
} from '../../src/index.ts';
import { environmentOf } from './endpoint-cases.ts';

/** What was in a cluster, and what its name server answered. */
export interface DnsCase {
  readonly name: string;
  readonly objects: readonly JsonObject[];
  readonly terminating?: readonly string[];
  readonly corefile?: string;
  /** Files of the ConfigMap coredns-custom. */
  readonly custom?: Readonly<Record<string, string>>;
  readonly start?: RecordedVerdict;
  readonly reload?: RecordedVerdict;
  readonly queries: readonly RecordedQuery[];
}

/** What a server said when it was started, or told to reload. */
export interface RecordedVerdict {
  readonly result: 'ok' | 'failed';
  readonly error?: string;
}

export interface RecordedQuery {
  readonly q: string;
  readonly type: string;
  readonly rcode: string;
  readonly authoritative: boolean;
  readonly answers: readonly string[];
  readonly additional?: readonly string[];
  readonly authority?: readonly string[];
  readonly ttl?: number;
}

const NODES = ['node-a', 'node-b', 'node-c'];
const CUSTOM = '/etc/coredns/custom';

/** The server that questions are forwarded to; all other names do not exist. */
const UPSTREAM = makeUpstream([
  { name: 'db.example.com.', type: 'A', value: '203.0.113.5' },
  { name: 'db.example.com.', type: 'AAAA', value: '2001:db8:53::5' },
  { name: 'v4only.example.com.', type: 'A', value: '203.0.113.6' },
  { name: 'alias.example.com.', type: 'CNAME', value: 'db.example.com.' },
  { name: 'long.example.com.', type: 'CNAME', value: 'alias.example.com.' },
  { name: 'api.partner.example.', type: 'A', value: '203.0.113.20' },
  { name: 'api.partner.example.', type: 'A', value: '203.0.113.21' },
  { name: 'intranet.corp.example.', type: 'A', value: '203.0.113.30' },
  { name: '30.113.0.203.in-addr.arpa.', type: 'PTR', value: 'intranet.corp.example.' },
  { name: 'web.shop.', type: 'A', value: '203.0.113.66' },
]);

/** The recorded cases. */
export function readDnsCases(): DnsCase[] {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, 'dns.json'), 'utf8')) as DnsCase[];
}

/** What CoreDNS makes of the configuration of a case. */
export function corefileOf({ name, corefile, custom = {} }: DnsCase): LoadedCorefile {
  const files = new Map([
    [
      '/etc/coredns/NodeHosts',
      NODES.map((node, index) => `172.30.0.${10 + index} ${node}\n`).join(''),
    ],
    ...Object.entries(custom).map(([key, text]) => [`${CUSTOM}/${key}`, text] as const),
  ]);
  const text = corefile ?? recordedCorefile(name.includes('old-layout'));
  return loadCorefile({ path: '/etc/coredns/Corefile', text }, files);
}

/** The Corefile of k3s; the recorder had to say where the API server is. */
function recordedCorefile(oldLayout: boolean): string {
  const today = DISTRIBUTIONS.get('k3s')
    ?.corefile('cluster.local')
    .replace('pods insecure\n', 'pods insecure\n      kubeconfig /etc/coredns/kubeconfig\n');
  if (today === undefined) throw new Error('the Corefile of k3s is known');
  if (!oldLayout) return today;
  const imports = `    import ${CUSTOM}/*.override\n`;
  const forward = '    forward . /etc/resolv.conf\n';
  return today.replace(imports + forward, forward + imports);
}

/** The verdict as it was recorded. */
export function verdictsOf({ start }: LoadedCorefile): {
  readonly start: RecordedVerdict;
  readonly reload: RecordedVerdict;
} {
  return { start: plain(start), reload: plain(reloadVerdict(start)) };
}

function plain(start: Start): RecordedVerdict {
  return start.result === 'ok' ? { result: 'ok' } : { result: 'failed', error: start.error };
}

/** The name server of a case. */
export function nameServerOf(recorded: DnsCase): NameServer {
  const environment: Environment = environmentOf({
    nodes: NODES.map((name) => ({ name, cpu: '1', ready: true })),
    ...(recorded.terminating && { terminating: recorded.terminating }),
  });
  const files = Object.fromEntries(
    recorded.objects.map((object, index) => [`/${index}.json`, JSON.stringify(object)]),
  );
  const { resources } = readResources(Object.keys(files), memoryFileSystem(files));
  const store = readStore(resources, environment);
  const nodes = readNodes(store, environment);
  const { workloads } = readWorkloads(store, nodes, environment);
  const { slices } = predictEndpoints(store, indexPods(workloads), nodes, environment);
  return makeNameServer(corefileOf(recorded), {
    names: clusterNames(store, slices, workloads, environment),
    environment,
    upstream: ({ address, kind }) =>
      kind === 'file' || address === '127.0.0.2:5353' ? UPSTREAM : 'unreachable',
  });
}

/** An answer of ours in the form of a recorded one, which says what it asks for. */
export function answerTo(server: NameServer, { q, type, ...asked }: RecordedQuery): RecordedQuery {
  const question: Question = { name: q, type };
  const reply: Reply = server.answer(question);
  const { answers, additional, authority } = reply;
  const ttl = Math.min(...answers.map((record) => record.ttl));
  return {
    q,
    type,
    rcode: reply.rcode ?? (reply.silent ? 'silent' : 'unknown'),
    authoritative: reply.authoritative,
    answers: answers.map((record) => formatAnswer(record, question)).toSorted(),
    ...(additional.length > 0 && { additional: additional.map(formatRecord).toSorted() }),
    ...('authority' in asked && {
      authority: authority.map((record) => `${record.owner} ${record.type}`).toSorted(),
    }),
    ...(answers.length > 0 && { ttl }),
  };
}

function formatAnswer(record: ResourceRecord, { name, type }: Question): string {
  const plainly = record.type === type && record.owner.toLowerCase() === name.toLowerCase();
  return plainly ? record.value : formatRecord(record);
}

function formatRecord({ owner, type, value }: ResourceRecord): string {
  return `${owner} ${type} ${value}`;
}
