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
  indexPods,
  readWorkloads,
} from '../../src/index.ts';
import type { ClusterNames, Handler, KubernetesConfig, Reply } from '../../src/index.ts';

/** What a name server answered: rcode, whether it is authoritative, and answers, authority and additional records. */
export type ReplyLines = readonly [
  rcode: Reply['rcode'],
  authoritative: boolean,
  answers: readonly string[],
  authority: readonly string[],
  additional: readonly string[],
];

/** A name, a type, and what a name server answered. */
export type RecordedAnswer = readonly [name: string, type: string, ...ReplyLines];

/** What one server with a directive answered. */
export interface RecordedServer {
  readonly config: Partial<KubernetesConfig>;
  /** The addresses that it has. */
  readonly serverAddresses: readonly string[];
  readonly answers: readonly RecordedAnswer[];
}

const FAILED: Reply = {
  rcode: 'SERVFAIL',
  authoritative: false,
  answers: [],
  authority: [],
  additional: [],
};

/** What has a name among objects. */
export function namesOf(objects: readonly JsonObject[]): ClusterNames {
  const files = Object.fromEntries(
    objects.map((object, index) => [`/${index}.json`, JSON.stringify(object)]),
  );
  const { resources } = readResources(Object.keys(files), memoryFileSystem(files));
  const store = readStore(resources, defaultEnvironment);
  const nodes = readNodes(store, defaultEnvironment);
  const { workloads } = readWorkloads(store, nodes, defaultEnvironment);
  const { slices } = predictEndpoints(store, indexPods(workloads), nodes, defaultEnvironment);
  return clusterNames(store, slices, workloads, defaultEnvironment);
}

/** The same names, for a server that knows its own addresses. */
export function withAddresses(names: ClusterNames, addresses: readonly string[]): ClusterNames {
  const serverAddresses = addresses.map((address) => ({
    type: address.includes(':') ? ('AAAA' as const) : ('A' as const),
    written: address,
    value: address,
  }));
  return { ...names, serverAddresses };
}

/**
 * The server that answers are compared with: first everything under example.com has one address, then come the names of
 * the cluster, then nothing.
 */
export function chainOf(config: Partial<KubernetesConfig>, names: ClusterNames): Handler {
  const full = { ...defaultKubernetesConfig, zones: [], ...config };
  const kubernetes = makeKubernetesHandler(
    full,
    names,
    () => FAILED,
    (question) => self(question),
  );
  const self: Handler = (question) => {
    const name = question.name.toLowerCase();
    const isAddress = question.type === 'A' || question.type === 'ANY';
    if (!isAddress || !`.${name}`.endsWith('.example.com.')) return kubernetes(question);
    const answers = [{ owner: name, type: 'A', value: '203.0.113.5', ttl: 60 }];
    return { ...FAILED, rcode: 'NOERROR', authoritative: true, answers };
  };
  return self;
}

/** A reply in the form that is recorded, each record `owner ttl type value`. A server that sends nothing is one that fails. */
export function linesOf(reply: Reply = FAILED): ReplyLines {
  const lines = (records: Reply['answers']): string[] =>
    records.map(({ owner, type, value, ttl }) => `${owner} ${ttl} ${type} ${value}`).toSorted();
  const { rcode, authoritative, answers, authority, additional } = reply.silent ? FAILED : reply;
  return [rcode, authoritative, lines(answers), lines(authority), lines(additional)];
}
