import { defaultEnvironment, discover } from '@fingerpost/discovery';
import type { Environment } from '@fingerpost/discovery';
import { checkModel } from '@fingerpost/policy';
import test from 'ava';
import { memoryFileSystem, readResources } from 'kustomize-ts';
import type { JsonObject, JsonValue } from 'kustomize-ts';

interface Manner {
  /** The spec of the pod that asks. */
  readonly pod?: JsonObject;
  readonly environment?: Partial<Environment>;
  /** The files are some of the cluster; default: all of it. */
  readonly isPart?: boolean;
  readonly more?: readonly JsonObject[];
}

function workload(name: string, namespace: string, spec: JsonObject): JsonObject {
  const template = { metadata: { labels: { app: name } }, spec };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { selector: { matchLabels: { app: name } }, template },
  };
}

function service(name: string, namespace: string, spec: JsonObject): JsonObject {
  const ports: JsonValue[] = [{ name: 'http', port: 80, targetPort: 8080 }];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports, ...spec },
  };
}

/** Two namespaces: web in shop, redis (two pods, and a headless Service) in data. */
const CLUSTER: readonly JsonObject[] = [
  service('web', 'shop', {}),
  service('redis', 'data', { ports: [{ name: 'redis', port: 6379 }] }),
  service('redis-peers', 'data', {
    selector: { app: 'redis' },
    clusterIP: 'None',
    ports: [{ name: 'redis', port: 6379 }],
  }),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'postgres', namespace: 'data' },
    spec: { type: 'ExternalName', externalName: 'postgres.corp.internal' },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'redis', namespace: 'data' },
    spec: {
      serviceName: 'redis-peers',
      replicas: 2,
      selector: { matchLabels: { app: 'redis' } },
      template: {
        metadata: { labels: { app: 'redis' } },
        spec: { containers: [{ name: 'a', image: 'a:1', ports: [{ containerPort: 6379 }] }] },
      },
    },
  },
];

/** The rules about names that find something where the pods of shop/web are told a variable; `!` for errors. */
function find(
  name: string,
  value: string,
  { pod, environment, isPart = false, more = [] }: Manner,
): string[] {
  const containers = [
    { name: 'a', image: 'a:1', env: [{ name, value }], ports: [{ containerPort: 8080 }] },
  ];
  const objects = [...CLUSTER, workload('web', 'shop', { containers, ...pod }), ...more];
  const yaml = objects.map((one) => JSON.stringify(one)).join('\n---\n');
  const { resources } = readResources(['/a.yaml'], memoryFileSystem({ '/a.yaml': yaml }));
  const model = discover(resources, { ...defaultEnvironment, ...environment });
  return checkModel({ model, complete: !isPart, overlaysOf: () => [] })
    .filter(({ rule }) => rule.startsWith('name/') || rule.startsWith('internal/'))
    .map(({ rule, severity }) => `${severity === 'error' ? '!' : ''}${rule.replace('name/', '')}`);
}

const CASES: readonly (readonly [
  name: string,
  value: string,
  expected: readonly string[],
  manner?: Manner,
])[] = [
  // Names that are there.
  ['A_HOST', 'web', []],
  ['A_HOST', 'redis.data', []],
  ['A_HOST', 'redis.data.svc', []],
  ['A_URL', 'redis://redis.data.svc.cluster.local', []],
  ['A_HOST', 'redis-1.redis-peers.data', []],
  ['A_HOST', '_redis._tcp.redis.data.svc.cluster.local', []],
  ['A_HOST', 'kubernetes.default.svc', []],
  ['A_HOST', 'kube-dns.kube-system.svc.cluster.local', []],
  ['A_URL', 'postgres://postgres.data.svc:5432/app', []],
  // And that are not.
  ['A_HOST', 'redis', ['!wrong-namespace']],
  ['A_HOST', 'redis.shop.svc.cluster.local', ['!wrong-namespace']],
  ['A_HOST', 'reddis.data', ['!unresolvable']],
  ['A_HOST', 'mysql', ['!unresolvable']],
  ['A_HOST', 'mysql.data.svc', ['!unresolvable']],
  ['A_HOST', 'data.redis.svc', ['!unresolvable']],
  ['A_HOST', 'redis.data.cluster.local', ['!unresolvable']],
  ['A_HOST', 'redis.svc', ['!unresolvable']],
  ['A_HOST', 'redis.data.svc.cluster.lcal', ['!unresolvable']],
  ['A_HOST', 'redis-2.redis-peers.data.svc', ['!headless-pod-missing']],
  ['A_HOST', 'redis-0.redis.data.svc', ['!headless-pod-missing']],
  ['A_HOST', '_http._tcp.redis.data.svc.cluster.local', ['!unresolvable']],
  ['A_HOST', 'redis.data.svc.k8s.internal', [], { environment: { clusterDomain: 'k8s.internal' } }],
  [
    'A_HOST',
    'redis.data.svc.cluster.local',
    ['!unresolvable'],
    { environment: { clusterDomain: 'k8s.internal' } },
  ],
  // Names of others.
  ['A_HOST', 'api.example.com', []],
  ['A_HOST', 'redis.corp', []],
  ['A_HOST', 'db.prod.corp.internal', []],
  ['A_HOST', 'localhost', []],
  ['A_HOST', 'redis.data.svc.clusterset.local', []],
  ['A_HOST', 'legacy', [], { pod: { hostAliases: [{ ip: '192.0.2.1', hostnames: ['legacy'] }] } }],
  ['A_HOST', 'mysql', [], { pod: { dnsPolicy: 'Default' } }],
  [
    'A_HOST',
    'mysql',
    [],
    { pod: { dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.53'] } } },
  ],
  ['A_HOST', 'redis', [], { pod: { dnsConfig: { searches: ['data.svc.cluster.local'] } } }],
  [
    'A_HOST',
    'orders-rw',
    [],
    {
      more: [
        {
          apiVersion: 'postgresql.cnpg.io/v1',
          kind: 'Cluster',
          metadata: { name: 'orders', namespace: 'shop' },
        },
      ],
    },
  ],
  // Of files that are a part only.
  ['A_HOST', 'vault.vault.svc', ['unresolvable'], { isPart: true }],
  ['A_HOST', 'vault.vault.svc', ['!unresolvable']],
  ['A_HOST', 'redis.dtaa.svc', ['unresolvable'], { isPart: true }],
  ['A_HOST', 'vault.vault', [], { isPart: true }],
  // Ports.
  ['A_ADDR', 'redis.data:6380', ['!port-not-exposed']],
  ['A_URL', 'http://web:8080', ['!port-not-exposed']],
  ['A_URL', 'https://web', ['!port-not-exposed']],
  ['A_URL', 'http://web', []],
  ['A_ADDR', 'redis-0.redis-peers.data:6379', []],
  ['A_ADDR', 'redis-0.redis-peers.data:6380', ['port-not-exposed']],
  // Words that may be something else.
  ['LIMITS', 'memory:1024', []],
  ['CACHE', 'redis:6379', ['!wrong-namespace']],
  ['CACHE_SERVER', 'cache:6379', ['!unresolvable']],
  // Addresses.
  ['A_HOST', '10.96.0.17', ['hard-coded-address']],
  ['A_URL', 'http://10.244.3.4:8080', ['hard-coded-address']],
  ['A_URL', 'http://192.0.2.1:8080', []],
  ['A_HOST', '0.0.0.0', []],
];

test('a workload that is alone in its file may use Services of other files', (t) => {
  const env = ['api', 'api.svc'].map((value, index) => ({ name: `A${index}_HOST`, value }));
  const pod = { containers: [{ name: 'a', image: 'registry.example.com/a:1.0.0', env }] };
  const severities = (objects: readonly JsonObject[]): string[] => {
    const text = objects.map((object) => JSON.stringify(object)).join('\n---\n');
    const { resources } = readResources(['/a.yaml'], memoryFileSystem({ '/a.yaml': text }));
    const model = discover(resources, defaultEnvironment);
    return checkModel({ model, complete: false, overlaysOf: () => [] })
      .filter(({ rule }) => rule === 'name/unresolvable')
      .map(({ severity }) => severity);
  };
  const asker = workload('asker', 'shop', pod);
  t.deepEqual(severities([asker]), ['warning', 'error']);
  t.deepEqual(severities([asker, workload('other', 'shop', pod)]).slice(0, 2), ['error', 'error']);
  t.deepEqual(severities([asker, service('web', 'shop', {})]), ['error', 'error']);
});

test('what a variable of a pod names', (t) => {
  for (const [name, value, expected, manner = {}] of CASES) {
    t.deepEqual(find(name, value, manner), expected, `${name}=${value} ${JSON.stringify(manner)}`);
  }
});
