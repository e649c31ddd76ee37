import type { Cluster, ContainerReference } from '../src/cluster.ts';
import { ClusterError } from '../src/cluster-error.ts';
import { endpointsFor } from '../src/probe/endpoints-for.ts';
import { fillName, fillValue } from '../src/probe/fill-in.ts';
import type { Live, LivePod } from '../src/probe/live.ts';
import type { Answer, Load, Question } from '../src/probe/prober/question.ts';
import { expectPod, expectService } from '../src/probe/reachability/expect.ts';
import { recordQuestions, wrongNames } from '../src/probe/dns/record-questions.ts';
import { lookup, resolverOf } from '@fingerpost/discovery';

export const QUIET: Load = {
  before: 0.1,
  after: 0.2,
  cores: 2,
  control: { sent: 20, p50: 0.1, p99: 0.3, max: 0.5 },
};

/** Changes what the cluster answers; undefined leaves it. */
export type Fault = (
  question: Question,
  from: LivePod,
  round: number,
) => Partial<Answer> | undefined;

export interface Double {
  readonly cluster: Cluster;
  /** Ephemeral containers that were added, `namespace/pod`. */
  readonly added: string[];
}

/** A cluster whose probers see what the model predicts, but for a fault. */
export function makeDouble(
  live: Live,
  fault: Fault = () => undefined,
  load = QUIET,
  clock = 0,
): Double {
  const added: string[] = [];
  const rounds = new Map<string, number>();
  const refuse = (): never => {
    throw new ClusterError('forbidden', 'not asked here');
  };
  const podOf = ({
    namespace,
    pod: name,
  }: Pick<ContainerReference, 'namespace' | 'pod'>): LivePod =>
    live.pods.find((pod) => pod.namespace === namespace && pod.name === name) ?? refuse();
  const cluster: Cluster = {
    context: 'double',
    server: 'https://127.0.0.1:6443',
    list: async () =>
      live.pods.map(({ namespace, name, addresses }) => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { namespace, name },
        status: {
          podIPs: addresses.map((ip) => ({ ip })),
          conditions: [{ type: 'Ready', status: 'True' }],
        },
      })),
    get: async ({ namespace = '', name }) => {
      const has = added.includes(`${namespace}/${name}`);
      const names = has ? [{ name: 'fingerpost-prober', image: 'prober:1' }] : [];
      const state = { running: {} };
      return {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace },
        spec: { ephemeralContainers: names },
        status: { ephemeralContainerStatuses: names.map((one) => ({ name: one.name, state })) },
      };
    },
    dryRunApply: refuse,
    exec: async (container, { input = '' }) => {
      const from = podOf(container);
      const { questions } = JSON.parse(input) as { readonly questions: readonly Question[] };
      const answers = questions.map((question): Answer => {
        const key = `${from.name} ${JSON.stringify(question)}`;
        const round = (rounds.get(key) ?? 0) + 1;
        rounds.set(key, round);
        return { ...answerOf(live, question, from), ...fault(question, from, round) };
      });
      const head = { hostname: from.name, clock, resolvConf: resolvConfOf(live, from) };
      const lines = [head, ...answers, { load }].map((line) => JSON.stringify(line));
      return { exitCode: 0, stdout: `${lines.join('\n')}\n`, stderr: '' };
    },
    addEphemeralContainer: async (namespace, pod) => {
      added.push(`${namespace}/${pod}`);
    },
    deletePod: refuse,
    getRaw: refuse,
  };
  return { cluster, added };
}

function answerOf(live: Live, question: Question, from: LivePod): Answer {
  switch (question.kind) {
    case 'dns':
      return dnsAnswer(live, question);
    case 'lookup':
      return lookupAnswer(live, question.name, from);
    case 'connect':
      return { result: connectionTo(live, question.address, question.network, from), took: 1 };
    case 'alike':
      return alikeAnswer(live, question, from);
    case 'spread':
      return spreadAnswer(live, question, from);
    case 'watch':
      return { result: 'done', took: question.for, sent: 100, hosts: { somebody: 100 } };
  }
}

function dnsAnswer(live: Live, { name, type }: Question & { readonly kind: 'dns' }): Answer {
  const asked = [...recordQuestions(live.model), ...wrongNames(live.model)].find(
    (one) => fillName(live, one.name) === name && one.type === type,
  );
  const reply = live.model.nameServer.answer(asked ?? { name, type });
  const records = reply.answers.map((record) => ({
    name: fillName(live, record.owner) ?? '',
    type: record.type,
    ttl: record.ttl,
    value: fillValue(live, record) ?? '',
  }));
  return {
    result: 'answered',
    took: 1,
    rcode: reply.rcode ?? '',
    records,
    sent: 1,
    p50: 1,
    p99: 2,
  };
}

function lookupAnswer({ model, addressesOf }: Live, name: string, from: LivePod): Answer {
  const resolver = resolverOf(from.predicted, model.environment, { clusterDns: ['10.43.0.10'] });
  const hears = !model.reachability.isolating(from.predicted, 'Egress').length;
  if (!hears) return { result: 'name-timeout', took: 3000 };
  const found = lookup(name, resolver, model.nameServer.answer, { library: 'go' });
  return found.outcome === 'found'
    ? {
        result: 'found',
        took: 1,
        addresses: found.answers.flatMap(({ type, value }) =>
          type === 'A' ? addressesOf(value) : [],
        ),
      }
    : { result: 'name-not-found', took: 1, message: 'no such host' };
}

function connectionTo(live: Live, address: string, network: string, from: LivePod): string {
  const [host = '', port = ''] = address.split(':');
  const protocol = network === 'udp' ? 'UDP' : 'TCP';
  const client = { pod: from.predicted, place: from };
  const pod = live.pods.find(({ addresses }) => addresses.includes(host));
  const service = live.model.services.find(({ clusterIPs }) =>
    clusterIPs.some((symbol) => live.addressesOf(symbol).includes(host)),
  );
  const found = service?.ports.find(
    (one) => one.port === Number(port) && one.protocol === protocol,
  );
  const expected =
    service && found
      ? expectService(live, client, service, found)
      : pod
        ? expectPod(live, client, pod.predicted, protocol, Number(port))
        : 'timeout';
  if (expected === 'open') return 'open';
  return expected === 'refused' || expected === 'arrives' || expected === 'closed'
    ? 'refused'
    : 'timeout';
}

/** All ports answer otherwise than each other. */
function alikeAnswer(
  live: Live,
  { url, others }: Question & { readonly kind: 'alike' },
  from: LivePod,
): Answer {
  const { hostname, port } = new URL(url);
  const service = live.model.services.find(({ clusterIPs }) =>
    clusterIPs.some((symbol) => live.addressesOf(symbol).includes(hostname)),
  );
  const asked = service?.ports.find((one) => one.port === Number(port || 80));
  const [end] = service && asked ? endpointsFor(live.model, service, asked, from) : [];
  const alike = others.filter((other) => Number(new URL(other).port || 80) === end?.port);
  return { result: 'done', took: 1, alike };
}

function spreadAnswer(
  live: Live,
  { url, times }: Question & { readonly kind: 'spread' },
  from: LivePod,
): Answer {
  const host = new URL(url).hostname;
  const service = live.model.services.find(({ clusterIPs }) =>
    clusterIPs.some((symbol) => live.addressesOf(symbol).includes(host)),
  );
  const [port] = service?.ports ?? [];
  if (!service || !port)
    return { result: 'done', took: 1, sent: times, failed: { timeout: times } };
  const ends = endpointsFor(live.model, service, port, from).map(
    ({ endpoint }) => live.pods.find(({ predicted }) => predicted.id === endpoint.pod?.id)?.name,
  );
  const names = service.affinity.kind === 'ClientIP' ? ends.slice(0, 1) : ends;
  const hosts = Object.fromEntries(names.map((name) => [name ?? '', times / names.length]));
  return { result: 'done', took: 1, sent: times, hosts, p50: 1, p99: 2 };
}

function resolvConfOf({ model }: Live, { predicted }: LivePod) {
  const { searches, ndots } = resolverOf(predicted, model.environment, {
    clusterDns: ['10.43.0.10'],
  });
  return { nameservers: ['10.43.0.10'], searches: [...searches, 'lan.example'], ndots };
}
