import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import type { JsonObject } from 'kustomize-ts';
import type { Check } from '../src/check.ts';
import { probeCluster } from '../src/probe/ask-everything.ts';
import { planPorts } from '../src/probe/ports/plan-ports.ts';
import type { ClusterObject } from '../src/cluster.ts';
import { ClusterError } from '../src/cluster-error.ts';
import { inTurns } from '../src/in-turns.ts';
import { runFailovers } from '../src/probe/failover/run-failover.ts';
import { placeProbers } from '../src/probe/place-probers.ts';
import type { Answer, Question } from '../src/probe/prober/question.ts';
import { nextStep, proberContainer } from '../src/probe/prober/prober-container.ts';
import { readSession } from '../src/probe/prober/read-session.ts';
import type { Live } from '../src/probe/live.ts';
import { decide } from '../src/probe/reachability/decision.ts';
import { planReachability } from '../src/probe/reachability/plan-reachability.ts';
import { unansweredParts } from '../src/report/unanswered-parts.ts';
import { makeDouble, QUIET } from './probe-double.ts';
import type { Fault } from './probe-double.ts';
import { liveShop, SHOP } from './probe-shop.ts';

async function probeShop(
  fault?: Fault,
  { live = liveShop(), load = QUIET } = {},
): Promise<readonly Check[]> {
  const { cluster } = makeDouble(live, fault, load);
  return probeCluster(cluster, live, { image: 'prober:1', sleep: async () => undefined });
}

function wrong(checks: readonly Check[]): string[] {
  return checks
    .filter(({ verdict }) => verdict === 'disagrees' || verdict === 'not-conclusive')
    .map(({ verdict, part, subject, real }) => `${verdict} ${part} ${subject}: ${real}`);
}

test('what a pod may reach is asked as policies, Services and pods predict it', (t) => {
  const live = liveShop();
  const predictions = (name: string): Record<string, string> => {
    const pod = live.pods.find((one) => one.name === name);
    const { probes } = planReachability(live, pod ?? t.fail() ?? live.pods[0]!);
    return Object.fromEntries(
      probes.map(({ subject, predicted }) => [subject.replace(/^.* -> /u, ''), predicted]),
    );
  };
  const open = 'open';
  const arrives = 'let through (open or refused)';
  const denied = 'denied by policies (timeout)';
  t.like(predictions('web-0'), {
    'shop/api:80': open,
    'shop/api:1 (no port of it)': 'timeout',
    'shop/old:80': 'refused',
    'kube-system/kube-dns:53/UDP': open,
    'pod(shop/Deployment/api[0]):8080': open,
    'pod(shop/Deployment/api[0]):1': denied,
    'pod(shop/kv-0):6379': open,
    'itself:1': arrives,
  });
  t.like(predictions('kv-0'), {
    'shop/api:80': denied,
    'shop/api:1 (no port of it)': 'closed (timeout or refused)',
    'shop/old:80': 'closed (timeout or refused)',
    'kube-system/kube-dns:53/UDP': denied,
    'itself:6379': open,
    'pod(shop/Deployment/web[0]):1': denied,
  });
  // A pod reaches itself, and policies stand between it and its twin.
  t.like(predictions('api-0'), {
    'itself:8080': open,
    'pod(shop/Deployment/api[1]):8080': denied,
    'shop/api:80': 'open or timeout, by the endpoint',
  });
});

test('whether an ipBlock means pods is left to the network', async (t) => {
  const blocks = (cidr: string): string => `${SHOP}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: blocks, namespace: shop}
spec:
  podSelector: {matchLabels: {app: kv}}
  policyTypes: [Egress]
  egress: [{to: [{ipBlock: {cidr: ${cidr}}}]}]
`;
  const told = (cidr: string) => {
    const shop = liveShop(blocks(cidr));
    const kv = shop.pods.find(({ name }) => name === 'kv-0')!;
    const { probes, skipped } = planReachability(shop, kv);
    const all = [...probes, ...skipped].map(({ subject, predicted }) => [
      subject.replace(/^.* -> /u, ''),
      predicted,
    ]);
    return Object.fromEntries(all);
  };
  const denied = 'denied by policies (timeout)';
  const unknown = 'not known';
  t.like(told('0.0.0.0/0'), {
    'pod(shop/Deployment/web[0]):1': unknown,
    // The policy of api lets only web in, whatever kv may do.
    'shop/api:80': denied,
    'kube-system/kube-dns:53/UDP': unknown,
    'shop/feed:443': 'open',
  });
  // The network of another cluster.
  t.like(told('10.99.0.0/16'), {
    'pod(shop/Deployment/web[0]):1': denied,
    'kube-system/kube-dns:53/UDP': denied,
  });
  // A block of one family may mean a pod that has addresses of both.
  const shop = liveShop(blocks('0.0.0.0/0'));
  const [from, to] = ['kv-0', 'web-0'].map((pod) => shop.pods.find(({ name }) => name === pod)!);
  const both: Live = {
    ...shop,
    addressesOf: (symbol) => shop.addressesOf(symbol).flatMap((address) => [address, 'fd00::1']),
  };
  t.is(decide(both, from!.predicted, to!.predicted, 'TCP', 80), 'unsaid');
  const checks = await probeShop(undefined, { live: shop });
  const names = checks.find(({ subject }) => subject === 'pod(shop/kv-0)');
  t.regex(names?.reason ?? '', /^whether an ipBlock means the pods of the name server/);
  t.deepEqual(
    wrong(checks).filter((line) => !line.includes(' external ')),
    [],
  );
});

test('in nftables mode a port that no Service has is refused', (t) => {
  const live = liveShop(SHOP, { proxyMode: 'nftables' });
  const { probes } = planReachability(
    live,
    live.pods.find(({ name }) => name === 'web-0')!,
  );
  const probe = probes.find(({ subject }) => subject.endsWith('shop/api:1 (no port of it)'));
  t.is(probe?.predicted, 'refused');
});

test('probers stand in one ready pod of each workload and zone', (t) => {
  const live = liveShop();
  const unready = live.pods.map((pod) => ({ ...pod, ready: pod.name !== 'kv-0' }));
  const { byWorkload, absent } = placeProbers({ ...live, pods: unready });
  t.deepEqual(
    [...byWorkload].map(([id, pods]) => [id, pods.map(({ name }) => name)]),
    [
      ['shop/Deployment/api', ['api-0', 'api-1']],
      ['kube-system/Deployment/coredns', ['coredns-0']],
      ['shop/Deployment/web', ['web-0', 'web-1']],
    ],
  );
  t.deepEqual(absent, ['shop/StatefulSet/kv']);
});

test('a cluster that is as predicted agrees, and every part was asked', async (t) => {
  const live = liveShop();
  const { cluster, added } = makeDouble(live);
  const options = { image: 'prober:1', sleep: async () => undefined };
  const checks = await probeCluster(cluster, live, options);
  // Nobody there knows the name that the alias leads to.
  t.deepEqual(
    wrong(checks).filter((line) => !line.includes(' external ')),
    [],
  );
  for (const part of ['dns', 'reachability', 'balance', 'affinity', 'latency'] as const) {
    t.true(
      checks.some((check) => check.part === part && check.verdict === 'agrees'),
      part,
    );
  }
  const asked = new Set(checks.map(({ subject }) => subject));
  for (const { name, type } of live.model.records) t.true(asked.has(`${name} ${type}`), name);
  for (const subject of [
    'no-such-name.shop.svc.cluster.local. A',
    'api.kube-system.svc.cluster.local. A',
    'pod(shop/Deployment/web[0]) api',
    'pod(shop/Deployment/web[0]) kube-dns.kube-system',
    'pod(shop/kv-0) api',
    'pod(shop/Deployment/web[0]) resolv.conf',
  ]) {
    t.true(asked.has(subject), subject);
  }
  const feed = checks.filter(({ subject }) => subject.endsWith(' -> shop/feed:443'));
  t.deepEqual(
    [...new Set(feed.map(({ part, verdict }) => `${part} ${verdict}`))],
    ['external agrees'],
  );
  // What an alias leads to is asked for itself.
  t.false(asked.has('pod(shop/Deployment/web[0]) db'));
  t.true(asked.has('pod(shop/Deployment/web[0]) db.shop'));
  t.is(new Set(added).size, added.length, 'one prober in each pod');
});

test('a check names the line that predicts it', async (t) => {
  const checks = await probeShop();
  const lines = SHOP.split('\n');
  const api = 'metadata: {name: api, namespace: shop}';
  const ports = 'spec: {selector: {app: api}, ports: [{name: http, port: 80, targetPort: http}]}';
  // The policy of the name, and the Service: both are called so.
  const places = lines.flatMap((line, index) => (line === api ? [index + 1] : []));
  for (const [part, subject, line, text] of [
    ['reachability', 'pod(shop/Deployment/web[0]) -> shop/api:80', undefined, ports],
    ['reachability', 'pod(shop/Deployment/web[0]) -> shop/api:1 (no port of it)', places[0], api],
    // What policies of either side forbid.
    [
      'reachability',
      'pod(shop/kv-0) -> shop/api:80',
      undefined,
      'metadata: {name: kv, namespace: shop}',
    ],
    [
      'reachability',
      'pod(shop/Deployment/web[0]) -> pod(shop/Deployment/api[0]):1',
      places.at(-1),
      api,
    ],
    ['dns', 'api.shop.svc.cluster.local. A', places[0], api],
    ['dns', 'pod(shop/Deployment/web[0]) api', places[0], api],
    ['dns', 'pod(shop/kv-0) api', undefined, 'metadata: {name: kv, namespace: shop}'],
    ['balance', 'pod(shop/Deployment/web[0]) -> shop/api:80', undefined, ports],
    [
      'external',
      'pod(shop/Deployment/web[0]) db.shop',
      undefined,
      'spec: {type: ExternalName, externalName: db.corp.internal}',
    ],
  ] as const) {
    const check = checks.find((one) => one.part === part && one.subject === subject);
    t.is(check?.source?.file, '/m.yaml', subject);
    t.is(lines[(check?.source?.line ?? 0) - 1], text, subject);
    if (line !== undefined) t.is(check?.source?.line, line, subject);
  }
});

interface FaultCase {
  readonly fault: Fault;
  readonly load?: typeof QUIET;
  /** All that is wrong, the alias left out. */
  readonly expected: readonly string[];
}

const tells = test.macro(async (t, { fault, load = QUIET, expected }: FaultCase) => {
  const checks = await probeShop(fault, { load });
  t.deepEqual(
    wrong(checks).filter((line) => !line.includes(' external ')),
    expected,
  );
});

const live = liveShop();
const apiAddress = live.addressesOf('clusterIP(shop/api)')[0] ?? '';
const isApi = (address: string): boolean => address === `${apiAddress}:80`;

test('a policy that is not enforced', tells, {
  fault: (question, { name }) =>
    question.kind === 'connect' && isApi(question.address) && name === 'kv-0'
      ? { result: 'open' }
      : undefined,
  expected: ['disagrees reachability pod(shop/kv-0) -> shop/api:80: open'],
});
test('a way that is blocked', tells, {
  fault: (question, { name }) =>
    question.kind === 'connect' && isApi(question.address) && name === 'web-0'
      ? { result: 'timeout' }
      : undefined,
  expected: ['disagrees reachability pod(shop/Deployment/web[0]) -> shop/api:80: timeout'],
});
test('UDP that is blocked for one pod and open for another', tells, {
  fault: (question, { name }) =>
    question.kind === 'connect' && question.network === 'udp' && name === 'web-0'
      ? { result: 'timeout' }
      : undefined,
  expected: [
    'disagrees reachability pod(shop/Deployment/web[0]) -> kube-system/kube-dns:53/UDP: timeout',
    'disagrees reachability pod(shop/Deployment/web[0]) -> pod(kube-system/Deployment/coredns[0]):53/UDP: timeout',
  ],
});
test('a time-out that the second try does not have', tells, {
  fault: (question, { name }, round) =>
    question.kind === 'connect' && name === 'web-0' && round === 1
      ? { result: 'timeout' }
      : undefined,
  expected: [],
});
test('a record that another name server would give', tells, {
  fault: (question) =>
    question.kind === 'dns' &&
    question.name === 'kv-0.kv.shop.svc.cluster.local.' &&
    question.type === 'A'
      ? { records: [{ name: question.name, type: 'A', ttl: 5, value: '10.42.9.9' }] }
      : undefined,
  expected: ['disagrees dns kv-0.kv.shop.svc.cluster.local. A: NOERROR A 10.42.9.9'],
});
test('a wrong name that is answered', tells, {
  fault: (question) =>
    question.kind === 'dns' && question.name === 'no-such-name.shop.svc.cluster.local.'
      ? { rcode: 'NOERROR', records: [] }
      : undefined,
  expected: ['disagrees dns no-such-name.shop.svc.cluster.local. A: NOERROR'],
});
test('a Service that prefers one pod', tells, {
  fault: (question, { name }) =>
    question.kind === 'spread' && question.url.includes(`${apiAddress}:`) && name === 'web-0'
      ? { hosts: { 'api-0': 200, 'api-1': 100 } }
      : undefined,
  expected: ['disagrees balance pod(shop/Deployment/web[0]) -> shop/api:80: api-0 200, api-1 100'],
});
test('a client that does not keep its pod', tells, {
  fault: (question, { name }) =>
    question.kind === 'spread' && question.times === 50 && name === 'web-1'
      ? { hosts: { 'api-0': 49, 'api-1': 1 } }
      : undefined,
  expected: ['disagrees affinity pod(shop/Deployment/web[1]) -> shop/sticky:80: api-0 49, api-1 1'],
});
test('a Service that leads to another port', tells, {
  fault: (question, { name }) =>
    question.kind === 'spread' && question.times > 50 && name === 'web-0'
      ? { ports: { 9090: 300 } }
      : undefined,
  expected: ['disagrees balance pod(shop/Deployment/web[0]) -> shop/api:80: api-0 150, api-1 150'],
});
test('a name server that fails fast', tells, {
  fault: (question) =>
    question.kind === 'dns' && (question.times ?? 0) > 1 ? { rcode: 'SERVFAIL' } : undefined,
  expected: [
    'disagrees latency pod(shop/Deployment/api[0]) kube-dns.kube-system.svc.cluster.local. A: SERVFAIL',
    'disagrees latency pod(shop/Deployment/api[1]) kube-dns.kube-system.svc.cluster.local. A: SERVFAIL',
  ],
});
test('slow names on a quiet machine', tells, {
  fault: (question) =>
    question.kind === 'dns' && (question.times ?? 0) > 1 ? { p99: 30 } : undefined,
  expected: [
    'disagrees latency pod(shop/Deployment/api[0]) kube-dns.kube-system.svc.cluster.local. A: p50 1 ms, p99 30 ms',
    'disagrees latency pod(shop/Deployment/api[1]) kube-dns.kube-system.svc.cluster.local. A: p50 1 ms, p99 30 ms',
  ],
});
test('slow names on a busy machine', tells, {
  fault: (question) =>
    question.kind === 'dns' && (question.times ?? 0) > 1 ? { p99: 30 } : undefined,
  load: { ...QUIET, after: 20 },
  expected: [
    'not-conclusive latency pod(shop/Deployment/api[0]) kube-dns.kube-system.svc.cluster.local. A: p50 1 ms, p99 30 ms',
    'not-conclusive latency pod(shop/Deployment/api[1]) kube-dns.kube-system.svc.cluster.local. A: p50 1 ms, p99 30 ms',
  ],
});

test('steps to a prober', (t) => {
  const pod = (
    containers: readonly {
      readonly name: string;
      readonly image: string;
      readonly state: JsonObject;
    }[],
  ) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-0' },
    spec: { ephemeralContainers: containers.map(({ name, image }) => ({ name, image })) },
    status: { ephemeralContainerStatuses: containers.map(({ name, state }) => ({ name, state })) },
  });
  const name = 'fingerpost-prober';
  const one = (state: JsonObject, image = 'prober:1') => pod([{ name, image, state }]);
  const image = 'prober:1';
  t.deepEqual(nextStep(pod([]), image), { step: 'add', container: name });
  t.deepEqual(nextStep(one({ running: {} }), image), { step: 'ask', container: name });
  t.deepEqual(nextStep(one({ terminated: {} }), image), { step: 'add', container: `${name}-2` });
  t.deepEqual(nextStep(one({ running: {} }, 'prober:0'), image), {
    step: 'add',
    container: `${name}-2`,
  });
  t.deepEqual(nextStep(one({ waiting: { reason: 'ContainerCreating' } }), image), { step: 'wait' });
  t.deepEqual(nextStep(one({}), image), { step: 'wait' });
  t.deepEqual(nextStep(one({ waiting: { reason: 'ErrImagePull', message: 'no such' } }), image), {
    step: 'give-up',
    reason: 'ErrImagePull: no such',
  });
  const debug = [{ name: 'debugger-x', image: 'busybox', state: { terminated: {} } }];
  t.deepEqual(nextStep(pod(debug), image), { step: 'add', container: name });
  t.like(proberContainer(name, image), { image, securityContext: { runAsNonRoot: true } });
});

test('what a prober wrote is read whole or not at all', (t) => {
  const head =
    '{"hostname":"web-0","clock":1,"resolvConf":{"nameservers":[],"searches":[],"ndots":5}}';
  const answer = '{"result":"open","took":1}';
  const end = JSON.stringify({ load: QUIET });
  t.is(readSession(`${head}\n${answer}\n${end}\n`, 1)?.answers[0]?.result, 'open');
  for (const output of [
    '',
    `${head}\n${answer}\n`,
    `${head}\n${end}\n`,
    `${head}\n${answer}\n${answer}\n${end}\n`,
    `${head}\nnull\n${end}\n`,
    `${head}\n{"result":1}\n${end}\n`,
    `sh: not found\n${answer}\n${end}\n`,
    `${head}\n${answer}\n{"load":{}}\n`,
    // No time of a connection to itself is not "not stalled".
    `${head}\n${answer}\n${JSON.stringify({ load: { ...QUIET, control: {} } })}\n`,
    `${head}\n${answer}\n${JSON.stringify({ load: { ...QUIET, after: 'busy' } })}\n`,
    `${head}\n{"result":"open"}\n${end}\n`,
    ...[
      { took: '1' },
      { addresses: '10.0.0.1' },
      { addresses: [1] },
      { hosts: { a: 'many' } },
      { hosts: ['a'] },
      { failed: null },
      { records: [{ name: 'a', type: 'A', value: '10.0.0.1' }] },
      { failures: [{ at: 'soon', why: 'refused' }] },
      { sent: -1 },
    ].map((more) => `${head}\n${JSON.stringify({ result: 'open', took: 1, ...more })}\n${end}\n`),
    `{"hostname":"web-0","resolvConf":{"nameservers":[],"searches":[],"ndots":5}}\n${answer}\n${end}\n`,
    `{"hostname":"web-0","clock":1,"resolvConf":{"nameservers":null,"searches":[],"ndots":5}}\n${answer}\n${end}\n`,
  ]) {
    t.is(readSession(output, 1), undefined, output);
  }
});

test('what is not asked says so', async (t) => {
  const services = Array.from(
    { length: 110 },
    (_, index) =>
      `---\napiVersion: v1\nkind: Service\nmetadata: {name: s${index}, namespace: shop}\nspec: {selector: {app: s}, ports: [{port: 80}]}\n`,
  );
  const isolated = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: inside, namespace: shop}
spec: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: inside, namespace: kube-system}
spec: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: calls, namespace: shop}
spec: {selector: {app: api}, ports: [{port: 2905, protocol: SCTP}]}
`;
  const checks = await probeShop(undefined, {
    live: liveShop(`${SHOP}${services.join('')}${isolated}`),
  });
  const skipped = checks
    .filter(({ verdict }) => verdict === 'skipped')
    .map(({ part, subject, reason }) => `${part} ${subject}: ${reason}`);
  for (const line of [
    'dns pod(shop/Deployment/web[0]): each pod looks up 100 names',
    'reachability pod(shop/Deployment/web[0]) -> shop/calls:2905/SCTP: the prober does not speak SCTP',
    'external shop/db: no pod that is ready may ask the name server and connect to something outside',
  ]) {
    t.true(skipped.includes(line), `${line}\n${skipped.join('\n')}`);
  }
});

test('an alias is connected to on the ports that policies name, or it is said that they name none', async (t) => {
  const address = '192.0.2.20';
  const fault: Fault = (question) =>
    question.kind === 'lookup' && question.name.startsWith('db.shop.svc.')
      ? { result: 'found', addresses: [address] }
      : question.kind === 'connect' && question.address.startsWith(address)
        ? { result: 'open' }
        : undefined;
  const policy = (ports: string): string => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: out, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Egress]
  egress: [{to: [{namespaceSelector: {}}]}, {to: [{ipBlock: {cidr: 192.0.2.0/24}}]${ports}}]
`;
  for (const [ports, expected] of [
    [
      ', ports: [{port: 5432}]',
      [['pod(shop/Deployment/web[0]) -> shop/db 192.0.2.20:5432', 'agrees']],
    ],
    ['', [['pod(shop/Deployment/web[0]) -> shop/db 192.0.2.20', 'skipped']]],
    [
      ', ports: [{port: 1, endPort: 9}]',
      [['pod(shop/Deployment/web[0]) -> shop/db 192.0.2.20', 'skipped']],
    ],
  ] as const) {
    const checks = await probeShop(fault, { live: liveShop(`${SHOP}${policy(ports)}`) });
    const own = checks.filter(({ subject }) =>
      subject.startsWith('pod(shop/Deployment/web[0]) -> shop/db'),
    );
    t.deepEqual(
      own.map(({ subject, verdict }) => [subject, verdict]),
      expected,
      ports,
    );
    t.is(
      own[0]?.reason,
      own[0]?.verdict === 'skipped' ? 'no policy names a single port of TCP for it' : undefined,
    );
  }
});

test('work in turns is as much at a time as was said, in its order, and ends at a failure', async (t) => {
  let [running, most, begun] = [0, 0, 0];
  const work = async (item: number): Promise<number> => {
    running += 1;
    begun += 1;
    most = Math.max(most, running);
    await setImmediate();
    running -= 1;
    if (item === 20) throw new Error('enough');
    return item * 2;
  };
  const items = Array.from({ length: 20 }, (_, index) => index);
  t.deepEqual(
    await inTurns(items, 8, work),
    items.map((item) => item * 2),
  );
  t.is(most, 8);
  t.deepEqual(await inTurns([], 8, work), []);
  begun = 0;
  await t.throwsAsync(inTurns([20, ...items], 2, work), { message: 'enough' });
  await setImmediate();
  t.true(begun < 5, String(begun));
});

test('a pod with a long name calls itself by its beginning', async (t) => {
  const shop = liveShop();
  const long = `api-${'x'.repeat(58)}-7d9f`;
  const pods = shop.pods.map((pod) => (pod.name === 'api-1' ? { ...pod, name: long } : pod));
  const checks = await probeShop(
    (question, { name }) =>
      question.kind === 'spread' && question.url.includes(`${apiAddress}:`) && name === 'web-0'
        ? { hosts: { 'api-0': 150, [`api-${'x'.repeat(58)}`]: 150 } }
        : undefined,
    { live: { ...shop, pods } },
  );
  const check = checks.find(
    ({ part, subject }) =>
      part === 'balance' && subject === 'pod(shop/Deployment/web[0]) -> shop/api:80',
  );
  t.is(check?.verdict, 'agrees', check?.reason);
});

test('failovers: what cannot be watched is not disturbed, and what is cut is healed', async (t) => {
  const shop = liveShop();
  const run = async (fault: Fault, onExec = (_input: string): void => undefined, clock = 3000) => {
    const done: string[] = [];
    const tell = (what: string) => async (node: string) => void done.push(`${what} ${node}`);
    const { cluster } = makeDouble(shop, fault, QUIET, clock);
    const watched = {
      ...cluster,
      deletePod: async (_namespace: string, pod: string) => void done.push(`delete ${pod}`),
      exec: async (...args: Parameters<typeof cluster.exec>) => {
        onExec(args[1].input ?? '');
        return cluster.exec(...args);
      },
    };
    const checks = await runFailovers(watched, {
      image: 'prober:1',
      disturber: { cutNode: tell('cut'), healNode: tell('heal') },
      reread: async () => shop,
      sleep: async () => undefined,
      now: () => 3000,
    });
    const api = checks.filter(({ subject }) => subject === 'shop/api');
    return { done, verdicts: api.map(({ verdict }) => verdict) };
  };
  const began = (question: Question): Partial<Answer> | undefined =>
    question.kind === 'watch' ? { began: 0 } : undefined;
  const fine = await run(began);
  t.deepEqual(fine.verdicts, ['agrees', 'agrees']);
  t.deepEqual(fine.done, ['delete api-0', 'cut node-b', 'heal node-b']);
  // The node's clock is an hour ahead; connections fail from the moment of the disturbance on.
  const hour = 3_600_000;
  const failures = [3000, 3100].map((at) => ({ at, why: 'refused' }));
  const skewed = await run(
    ({ kind }) =>
      kind === 'watch' ? { began: hour, failures, failed: { refused: 2 } } : undefined,
    undefined,
    hour + 3000,
  );
  t.deepEqual(skewed.verdicts, ['agrees', 'agrees']);
  const silent = await run((question) =>
    question.kind === 'spread' ? { hosts: {}, failed: { 'not-http': 1 } } : began(question),
  );
  t.deepEqual(silent, { done: [], verdicts: ['skipped', 'skipped'] });
  const lost = await run(began, (input) => {
    if (input.includes('"watch"')) throw new ClusterError('timeout', 'the prober is gone');
  });
  t.deepEqual(lost.verdicts, ['not-conclusive', 'not-conclusive']);
  t.deepEqual(lost.done, ['delete api-0', 'cut node-b', 'heal node-b']);
});

const TWO_PORTS = `${SHOP}---
apiVersion: v1
kind: Service
metadata: {name: two, namespace: shop}
spec:
  selector: {app: two}
  ports: [{name: http, port: 80, targetPort: 8080}, {name: metrics, port: 90, targetPort: metrics}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: two, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: two}}
  template:
    metadata: {labels: {app: two}}
    spec: {containers: [{name: app, image: "app:1", ports: [{containerPort: 8080}, {name: metrics, containerPort: 9090}]}]}
`;

test('each port of a Service is held against the ports of its pods', async (t) => {
  const shop = liveShop(TWO_PORTS);
  const ports = async (alike?: (others: readonly string[]) => Partial<Answer>) => {
    const fault: Fault = (question) =>
      question.kind === 'alike' ? alike?.(question.others) : undefined;
    const checks = await probeShop(fault, { live: shop });
    return checks
      .filter(({ part }) => part === 'ports')
      .map(({ subject, predicted, real, verdict, reason = '' }) => [
        subject.replace(/^.* -> /u, ''),
        predicted,
        real,
        verdict,
        reason,
      ]);
  };
  t.deepEqual(await ports(), [
    ['shop/two:80', 'leads to 8080 of its pods', 'answers as 8080 of its pods', 'agrees', ''],
    ['shop/two:90', 'leads to 9090 of its pods', 'answers as 9090 of its pods', 'agrees', ''],
  ]);
  const told = async (...args: Parameters<typeof ports>): Promise<string[]> =>
    (await ports(...args)).map(([, , , verdict, reason]) => `${verdict} ${reason}`);
  t.deepEqual(await told((others) => ({ alike: others.filter((url) => url.includes(':9090')) })), [
    'disagrees it leads to port 9090 of the pods',
    'agrees ',
  ]);
  t.deepEqual(await told((others) => ({ alike: others })), [
    'skipped ports of its pods answer alike',
    'skipped ports of its pods answer alike',
  ]);
  t.deepEqual(await told(() => ({ alike: [] })), [
    'disagrees it answers as none of the ports of its pods does',
    'disagrees it answers as none of the ports of its pods does',
  ]);
  t.deepEqual(await told(() => ({ result: 'refused', message: 'nobody listens', alike: [] })), [
    'disagrees nobody listens',
    'disagrees nobody listens',
  ]);
  for (const line of await told(() => ({ result: 'not-asked' }))) {
    t.regex(line, /^not-conclusive the machine is too busy: /);
  }
});

test('a port that policies close to a client is none that it could be led to', async (t) => {
  const policy = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: two, namespace: shop}
spec:
  podSelector: {matchLabels: {app: two}}
  ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 8080}]}]
`;
  const shop = liveShop(`${TWO_PORTS}${policy}`);
  const [probe, ...others] = planPorts(shop, placeProbers(shop));
  t.deepEqual(others, [], 'nobody may ask for the other one');
  const two = shop.pods.find(({ name }) => name.startsWith('two'));
  t.like(probe?.question, { others: [`http://${two?.addresses[0]}:8080/`] });
});

test('pods that cannot be asked say so', async (t) => {
  const shop = liveShop();
  const { cluster } = makeDouble(shop);
  const broken = {
    ...cluster,
    exec: async () => ({ exitCode: 1, stdout: '', stderr: 'no such file' }),
  };
  const checks = await probeCluster(broken, shop, {
    image: 'prober:1',
    sleep: async () => undefined,
  });
  t.deepEqual(
    new Set(checks.map(({ verdict }) => verdict)),
    new Set(['not-conclusive', 'skipped']),
  );
  t.true(checks.some(({ reason }) => reason?.includes('no such file')));
});

test('a cluster that forbids or refuses probers, or is gone, ends the run', async (t) => {
  const shop = liveShop();
  const { cluster } = makeDouble(shop);
  const options = { image: 'prober:1', sleep: async () => undefined };
  for (const problem of ['forbidden', 'invalid', 'connection'] as const) {
    const refuse = async (): Promise<never> => {
      throw new ClusterError(problem, 'it may not be');
    };
    const unwilling = { ...cluster, addEphemeralContainer: refuse };
    const expected = { instanceOf: ClusterError, message: 'it may not be' };
    await t.throwsAsync(probeCluster(unwilling, shop, options), expected, problem);
    const disturber = {};
    const now = (): number => 0;
    const failover = { ...options, disturber, now, reread: async () => shop };
    await t.throwsAsync(runFailovers(unwilling, failover), expected, problem);
  }
});

test('a part of which nothing is conclusive counts as not asked', (t) => {
  const check = (part: Check['part'], verdict: Check['verdict'], more = {}): Check => ({
    part,
    verdict,
    subject: 'x',
    predicted: 'y',
    real: 'not asked',
    reason: 'no such image',
    ...more,
  });
  t.deepEqual(
    unansweredParts([
      check('dns', 'not-conclusive'),
      check('dns', 'skipped'),
      check('reachability', 'not-conclusive'),
      check('reachability', 'agrees'),
      check('balance', 'skipped'),
      // It was measured, on a machine too busy to tell.
      check('latency', 'not-conclusive', { figures: { queries: 500, p99: 30 } }),
      check('affinity', 'not-conclusive', { figures: { connections: 0 } }),
      check('external', 'not-conclusive', { figures: { ms: 0 } }),
      // Pods that are replaced at this moment, which no prober was asked for.
      check('endpoints', 'not-conclusive'),
    ]),
    (['dns', 'affinity', 'external'] as const).map((part) => ({ part, reason: 'no such image' })),
  );
});

test('what disagrees while pods that it concerns changed decides nothing', async (t) => {
  const shop = liveShop();
  const { cluster } = makeDouble(shop, (question, { name }) =>
    question.kind === 'connect' && isApi(question.address) && name === 'kv-0'
      ? { result: 'open' }
      : undefined,
  );
  const pods = await cluster.list({ apiVersion: 'v1', kind: 'Pod' });
  const nameOf = ({ metadata }: ClusterObject): string => metadata.name;
  const owned = (name: string, kind: string, owner: string): ClusterObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      labels: { 'pod-template-hash': '7d9f' },
      ownerReferences: [{ kind, name: owner, uid: 'x', controller: true }],
    },
  });
  const without = (name: string) => pods.filter((pod) => nameOf(pod) !== name);
  const job = owned('count-x', 'Job', 'count');
  const old = owned('api-old', 'ReplicaSet', 'api-7d9f');
  const reason = (name: string): string =>
    `no policy is enforced on the way; pod shop/${name} changed meanwhile; run it again`;
  for (const [what, before, after, expected] of [
    ['nothing', pods, pods, undefined],
    ['a pod of the Service is gone', pods, without('api-1'), reason('api-1')],
    ['the client is gone', pods, without('kv-0'), reason('kv-0')],
    ['a pod of others is gone', pods, without('web-1'), undefined],
    ['a pod of the Service was added', pods, [...pods, old], reason('api-old')],
    ['one that the model does not have is gone', [...pods, old], pods, reason('api-old')],
    ['one more than the model has stays', [...pods, old], [...pods, old], undefined],
    ['a pod of others was added', pods, [...pods, owned('w', 'ReplicaSet', 'web-7d9f')], undefined],
    ['a pod of a Job is gone', [...pods, job], pods, undefined],
    ['a pod of a Job was added', pods, [...pods, job], undefined],
  ] as const) {
    const lists = [before, after];
    const watched = { ...cluster, list: async () => lists.shift() ?? after };
    const checks = await probeCluster(watched, shop, {
      image: 'prober:1',
      sleep: async () => undefined,
    });
    const check = checks.find(({ subject }) => subject === 'pod(shop/kv-0) -> shop/api:80');
    t.is(check?.verdict, expected === undefined ? 'disagrees' : 'not-conclusive', what);
    t.is(check?.reason, expected ?? 'no policy is enforced on the way', what);
  }
});
