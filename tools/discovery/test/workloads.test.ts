import fs from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { defaultEnvironment } from '../src/environment/environment.ts';
import type { Environment, Node } from '../src/environment/environment.ts';
import { readNodes } from '../src/environment/nodes.ts';
import { containerPorts, findPort } from '../src/workloads/container-ports.ts';
import { hostnameOf } from '../src/workloads/hostname.ts';
import type { Pod } from '../src/workloads/pod.ts';
import { readWorkloads } from '../src/workloads/read-workloads.ts';
import type { Workloads } from '../src/workloads/read-workloads.ts';
import { readYaml } from './read-yaml.ts';

function workloadsOf(yaml: string, environment: Partial<Environment> = {}): Workloads {
  const store = readYaml(yaml);
  const full = { ...defaultEnvironment, podCIDRs: ['10.244.0.0/16'], ...environment };
  return readWorkloads(store, readNodes(store, full), full);
}

function podsOf({ workloads }: Workloads): readonly Pod[] {
  return workloads.flatMap(({ pods }) => pods);
}

interface RecordedPod {
  readonly owner: string;
  readonly name?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly hostname: string;
  readonly subdomain: string;
  readonly node: string;
}

/** A pod as the recorder saw it: no scheduler ran, so what it adds is only there where a manifest names the node. */
function asRecorded(pod: Pod): RecordedPod {
  const { kind, name, unknownLabels, spec } = pod.workload;
  const isNamed = kind === 'StatefulSet' || kind === 'Pod';
  const isBound = typeof spec['nodeName'] === 'string';
  const labels = [...pod.labels].filter(([key]) => isBound || !key.startsWith('topology.'));
  return {
    owner: `${kind}/${name}`,
    ...(isNamed && { name: pod.name ?? '' }),
    labels: Object.fromEntries(
      [...labels, ...unknownLabels.map((key) => [key, '?'] as const)].toSorted(),
    ),
    hostname: pod.hostname ?? '',
    subdomain: pod.subdomain ?? '',
    node: isBound || kind === 'DaemonSet' ? (pod.node ?? '') : '',
  };
}

test('the pods are those that the real controllers make', (t) => {
  const folder = new URL('workloads/', import.meta.url);
  const result = workloadsOf(fs.readFileSync(new URL('controllers.yaml', folder), 'utf8'));
  const json = fs.readFileSync(new URL('controllers.json', folder), 'utf8');
  const recorded = JSON.parse(json) as readonly RecordedPod[];
  const lines = (pods: readonly RecordedPod[]): readonly string[] =>
    pods.map((pod) => JSON.stringify(pod)).toSorted();
  t.deepEqual(lines(podsOf(result).map(asRecorded)), lines(recorded));
  t.deepEqual(
    result.notModelled.map(({ resource, field }) => `${resource} ${field}`),
    [
      'StatefulSet/rts-workloads/name-of-sixty-one-characters-01234567890123456789012345678901 metadata.name',
      'Job/rts-workloads/foreign spec.managedBy',
    ],
  );
});

const CONTAINERS = 'containers: [{name: app, image: "app:1"}]';
const NODES: Partial<Environment> = {
  nodes: ['a', 'b'].map((zone): Node => ({
    name: `node-${zone}`,
    zone,
    ready: true,
    addresses: [],
  })),
};

interface Manifest {
  readonly kind: string;
  readonly name?: string;
  readonly spec?: string;
  readonly podSpec?: string;
}

function manifest({ kind, name = 'web', spec = '', podSpec = '' }: Manifest): string {
  const extra = spec === '' ? '' : `, ${spec}`;
  const pod = podSpec === '' ? CONTAINERS : `${podSpec}, ${CONTAINERS}`;
  return `
apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, namespace: shop}
spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {${pod}}}${extra}}
`;
}

interface Case {
  readonly yaml: string;
  readonly environment?: Partial<Environment>;
  /** `id node phase`, for each pod. */
  readonly pods: readonly string[];
  /** `resource field: reason`. */
  readonly notModelled?: readonly string[];
}

function describePod({ id, node, phase, ready, terminating, addresses }: Pod): string {
  const where = `${node ?? 'nowhere'} ${addresses.map(({ address }) => address).join(',') || '-'}`;
  const state = terminating ? 'terminating' : ready ? 'ready' : 'unready';
  return `${id} ${where} ${phase} ${state}`;
}

const reads = test.macro((t, { yaml, environment, pods, notModelled = [] }: Case) => {
  const result = workloadsOf(yaml, environment);
  t.deepEqual(podsOf(result).map(describePod), pods);
  t.deepEqual(
    result.notModelled.map(({ resource, field, reason }) => `${resource} ${field}: ${reason}`),
    notModelled,
  );
});

test('pods take the nodes that they fit on in turn', reads, {
  yaml: manifest({ kind: 'Deployment', spec: 'replicas: 3' }),
  environment: NODES,
  pods: [
    'shop/Deployment/web[0] node-a pod(shop/Deployment/web[0]) Running ready',
    'shop/Deployment/web[1] node-b pod(shop/Deployment/web[1]) Running ready',
    'shop/Deployment/web[2] node-a pod(shop/Deployment/web[2]) Running ready',
  ],
});

test('a port of the node can be had once: the third of three pods waits', reads, {
  yaml: manifest({
    kind: 'StatefulSet',
    spec: 'replicas: 3',
    podSpec:
      'hostNetwork: true, initContainers: [{name: s, image: "s:1", restartPolicy: Always, ports: [{containerPort: 80}]}]',
  }),
  environment: NODES,
  pods: [
    'shop/web-0 node-a node(node-a) Running ready',
    'shop/web-1 node-b node(node-b) Running ready',
    'shop/web-2 nowhere - Pending unready',
  ],
});

test('pods that fit on no node wait', reads, {
  yaml: manifest({
    kind: 'Deployment',
    podSpec: 'nodeSelector: {topology.kubernetes.io/zone: c}',
  }),
  environment: NODES,
  pods: ['shop/Deployment/web[0] nowhere - Pending unready'],
});

test('pods with a scheduling gate wait', reads, {
  yaml: manifest({ kind: 'Deployment', podSpec: 'schedulingGates: [{name: example.com/later}]' }),
  pods: ['shop/Deployment/web[0] nowhere - Pending unready'],
});

test('a DaemonSet that selects what nobody says of a node', reads, {
  yaml: manifest({
    kind: 'DaemonSet',
    podSpec: 'nodeSelector: {kubernetes.io/os: linux, topology.kubernetes.io/zone: b}',
  }),
  environment: NODES,
  pods: ['shop/DaemonSet/web[0] node-b pod(shop/DaemonSet/web[0]) Running ready'],
  notModelled: [
    'DaemonSet/shop/web spec.template.spec: whether it runs on node-b depends on labels that only Node objects tell: it is modelled to run there',
  ],
});

test('a DaemonSet without nodes', reads, {
  yaml: manifest({ kind: 'DaemonSet' }),
  pods: ['shop/DaemonSet/web[0] nowhere pod(shop/DaemonSet/web[0]) Running ready'],
  notModelled: [
    'DaemonSet/shop/web spec.template: which nodes there are is not known: one pod is modelled',
  ],
});

test('a paused Deployment, and two autoscalers with one target', reads, {
  yaml: `${manifest({ kind: 'Deployment', spec: 'paused: true' })}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: one, namespace: shop}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 2, maxReplicas: 3}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: two, namespace: shop}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 1, maxReplicas: 9}
`,
  pods: [
    'shop/Deployment/web[0] nowhere pod(shop/Deployment/web[0]) Running ready',
    'shop/Deployment/web[1] nowhere pod(shop/Deployment/web[1]) Running ready',
  ],
  notModelled: [
    'HorizontalPodAutoscaler/shop/two spec.scaleTargetRef: HorizontalPodAutoscaler/shop/one scales the same target, so neither follows its metrics (AmbiguousSelector); the model takes the bounds of one',
    'Deployment/shop/web spec.paused: while it is paused its pods are those of an earlier template, or none: it is modelled as if it went on',
  ],
});

test('selectors over labels with values that only a cluster knows', reads, {
  yaml: `${manifest({ kind: 'Deployment', spec: 'replicas: 1' })}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web, pod-template-hash: 7d4b9c}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {}
  egress: [{to: [{podSelector: {}}, {podSelector: {matchExpressions: [{key: pod-template-hash, operator: Exists}]}}]}]
`,
  pods: ['shop/Deployment/web[0] nowhere pod(shop/Deployment/web[0]) Running ready'],
  notModelled: [
    'Service/shop/web spec.selector: controllers set the label pod-template-hash to values that only a cluster knows: pods without a manifest are modelled without it',
    'NetworkPolicy/shop/web spec.egress[0].to[1].podSelector: controllers set the label pod-template-hash to values that only a cluster knows: pods without a manifest are modelled without it',
  ],
});

const owned = (owner: string): string =>
  `ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: other, uid: o}, {apiVersion: apps/v1, ${owner}, uid: u, controller: true}]`;

test('pods of a live cluster, with their states, and owners with and without a manifest', reads, {
  yaml: `${manifest({ kind: 'Deployment', spec: 'replicas: 5' })}
---
apiVersion: v1
kind: Pod
metadata: {name: web-7d4b9c-24567, namespace: shop, labels: {app: web, pod-template-hash: 7d4b9c}, ${owned('kind: ReplicaSet, name: web-7d4b9c')}}
spec: {nodeName: node-x, ${CONTAINERS}}
status: {phase: Running, podIP: 10.0.0.7, podIPs: [{ip: 10.0.0.7}, {ip: "fd00::7"}], conditions: [{type: Ready, status: "False"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web-7d4b9c-xxxxx, namespace: shop, deletionTimestamp: "2026-01-01T00:00:00Z", labels: {app: web, pod-template-hash: 7d4b9c}, ${owned('kind: ReplicaSet, name: web-7d4b9c')}}
spec: {nodeName: node-x, ${CONTAINERS}}
status: {phase: Running, podIP: 10.0.0.8, conditions: [{type: Ready, status: "True"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: rolled-1, namespace: shop, labels: {app: rolled}, ${owned('kind: Rollout, name: rolled')}}
spec: {${CONTAINERS}}
status: {phase: Pending}
---
apiVersion: v1
kind: Pod
metadata: {name: static-node-x, namespace: shop, ${owned('kind: Node, name: node-x')}}
spec: {nodeName: node-x, hostNetwork: true, ${CONTAINERS}}
status: {phase: Succeeded, podIP: 192.168.0.1}
`,
  environment: NODES,
  pods: [
    'shop/web-7d4b9c-24567 node-x 10.0.0.7,fd00::7 Running unready',
    'shop/web-7d4b9c-xxxxx node-x 10.0.0.8 Running terminating',
    'shop/static-node-x node-x 192.168.0.1 Succeeded unready',
    'shop/rolled-1 nowhere - Pending unready',
  ],
});

test('no more pods than a cluster can have, whatever manifests ask for', (t) => {
  const sets = ['a', 'b', 'c'].map((name) =>
    manifest({ kind: 'StatefulSet', name, spec: 'replicas: 100000' }),
  );
  const result = workloadsOf(sets.join('---\n'));
  t.is(podsOf(result).length, 150_000);
  t.deepEqual(
    result.notModelled.map(({ reason }) => reason),
    ['only 50000 of its 100000 pods are modelled', 'only 0 of its 100000 pods are modelled'],
  );
});

test('what a pod is called inside itself', (t) => {
  const long = 'a'.repeat(60);
  const cases: readonly (readonly [
    podSpec: string,
    hostname: string | undefined,
    domain: string,
  ])[] = [
    ['', 'web-0', 'peers.shop.svc.cluster.local'],
    [
      'setHostnameAsFQDN: true',
      'web-0.peers.shop.svc.cluster.local',
      'peers.shop.svc.cluster.local',
    ],
    ['hostnameOverride: other.example.com', 'other.example.com', ''],
    ['hostNetwork: true', undefined, 'peers.shop.svc.cluster.local'],
    [`hostnameOverride: ${long}--.example.com`, `${long}`, ''],
  ];
  for (const [podSpec, hostname, domain] of cases) {
    const yaml = manifest({ kind: 'StatefulSet', spec: 'serviceName: peers', podSpec });
    const [pod] = podsOf(workloadsOf(yaml));
    t.deepEqual(pod && hostnameOf(pod, 'cluster.local'), { hostname, domain }, podSpec);
  }
  const [deep] = podsOf(
    workloadsOf(
      manifest({
        kind: 'StatefulSet',
        name: 'a'.repeat(50),
        spec: 'serviceName: peers',
        podSpec: 'setHostnameAsFQDN: true',
      }),
    ),
  );
  t.regex((deep && hostnameOf(deep, 'cluster.local').problem) ?? '', /more than 64 characters/);
  const [random] = podsOf(workloadsOf(manifest({ kind: 'Deployment' })));
  t.is(random && hostnameOf(random, 'cluster.local').hostname, undefined);
});

test('a name means the port of a container, then of a sidecar, never of another init container', (t) => {
  const port = (name: string, containerPort: number, protocol?: string) => ({
    name,
    containerPort,
    ...(protocol !== undefined && { protocol }),
  });
  const spec = {
    initContainers: [
      { name: 'init', ports: [port('init', 1)] },
      { name: 'side', restartPolicy: 'Always', ports: [port('http', 2), port('side', 3)] },
    ],
    containers: [
      { name: 'app', ports: [port('dns', 53, 'UDP'), port('http', 80)] },
      { name: 'more', ports: [port('http', 81), port('dns', 54, 'TCP')] },
    ],
  };
  t.deepEqual(
    containerPorts(spec).map(({ container, port: number }) => `${container}:${number}`),
    ['app:53', 'app:80', 'more:81', 'more:54', 'side:2', 'side:3'],
  );
  t.is(findPort(spec, 'http', 'TCP'), 80);
  t.is(findPort(spec, 'dns', 'TCP'), 54);
  t.is(findPort(spec, 'dns', 'SCTP'), undefined);
  t.is(findPort(spec, 'side', 'TCP'), 3);
  t.is(findPort(spec, 'init', 'TCP'), undefined);
  t.is(findPort(spec, 9, 'UDP'), 9);
});

test('there are as many pods as replicas, each with an id of its own', (t) => {
  const kinds = fc.constantFrom('Deployment', 'StatefulSet', 'ReplicaSet');
  fc.assert(
    fc.property(kinds, fc.nat(20), fc.nat(5), fc.nat(3), (kind, replicas, start, count) => {
      const first = kind === 'StatefulSet' ? `, ordinals: {start: ${start}}` : '';
      const nodes = Array.from({ length: count }, (_, index): Node => {
        return { name: `node-${index}`, ready: true, addresses: [] };
      });
      const yaml = manifest({ kind, spec: `replicas: ${replicas}${first}` });
      const result = workloadsOf(yaml, { nodes });
      const pods = podsOf(result);
      t.is(pods.length, replicas);
      t.is(new Set(pods.map(({ id }) => id)).size, replicas);
      const used = Map.groupBy(pods, ({ node }) => node ?? '');
      const sizes = [...used.values()].map((some) => some.length);
      t.true(sizes.length === 0 || Math.max(...sizes) - Math.min(...sizes) <= 1);
    }),
    { verbose: true },
  );
});
