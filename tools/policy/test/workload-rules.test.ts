import { defaultEnvironment, discover } from '@fingerpost/discovery';
import type { Environment } from '@fingerpost/discovery';
import { checkModel, rules } from '@fingerpost/policy';
import test from 'ava';
import { memoryFileSystem, readResources } from 'kustomize-ts';

type Fields = Readonly<Record<string, unknown>>;

const LABELS = { 'app.kubernetes.io/name': 'go-server' };
const READY = { httpGet: { path: '/readyz', port: 'http' } };
const HTTP = [{ name: 'http', containerPort: 9000 }];

function named(kind: string, spec: Fields, name = 'go-server', apiVersion = 'v1'): Fields {
  return { apiVersion, kind, metadata: { name, namespace: 'backend' }, spec };
}

function service(spec: Fields = {}, name = 'go-server'): Fields {
  const ports = [{ name: 'http', port: 9000, targetPort: 'http' }];
  return named('Service', { selector: LABELS, ports, ...spec }, name);
}

function container(fields: Fields = {}): Fields {
  const image = 'registry.example.com/go-server:1.0.0';
  return { name: 'go-server', image, ports: HTTP, readinessProbe: READY, ...fields };
}

function workload(
  spec: Fields = {},
  pod: Fields = {},
  kind = 'Deployment',
  apiVersion = 'apps/v1',
): Fields {
  const podSpec = { containers: [container()], ...pod };
  const template = { metadata: { labels: LABELS }, spec: podSpec };
  return named(
    kind,
    { selector: { matchLabels: LABELS }, template, ...spec },
    'go-server',
    apiVersion,
  );
}

function withContainer(fields: Fields, spec: Fields = {}): Fields {
  return workload(spec, { containers: [container(fields)] });
}

function budget(spec: Fields, name = 'go-server'): Fields {
  const own = { selector: { matchLabels: LABELS }, ...spec };
  return named('PodDisruptionBudget', own, name, 'policy/v1');
}

function autoscaler(minReplicas: number, maxReplicas: number): Fields {
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'go-server' };
  const spec = { minReplicas, maxReplicas, scaleTargetRef };
  return named('HorizontalPodAutoscaler', spec, 'go-server', 'autoscaling/v2');
}

function configMap(name: string, data: Fields, namespace = 'backend', labels = {}): Fields {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels }, data };
}

/** What one rule says of objects, as `severity field`; with an environment they are all that the cluster holds. */
function ask(id: string, objects: readonly Fields[], environment?: Partial<Environment>): string[] {
  const text = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  const files = memoryFileSystem({ '/a.yaml': text });
  const { resources, errors } = readResources(['/a.yaml'], files);
  if (errors[0]) throw errors[0];
  const model = discover(resources, { ...defaultEnvironment, ...environment });
  const rule = rules.filter((candidate) => candidate.id === id);
  if (rule.length !== 1) throw new Error(`no rule ${id}`);
  return checkModel({ model, complete: environment !== undefined, overlaysOf: () => [] }, rule)
    .filter((finding) => finding.rule === id || finding.rule === 'internal/rule-failed')
    .map(({ severity, field }) => `${severity} ${field}`);
}

interface Case {
  readonly says: string;
  readonly objects: readonly Fields[];
  readonly environment?: Partial<Environment>;
  readonly found?: readonly string[];
}

const POD = 'spec.template.spec';
const FIRST = `${POD}.containers[0]`;

const cases: Readonly<Record<string, readonly Case[]>> = {
  'workload/readiness-missing': [
    {
      says: 'a warning in development',
      objects: [service(), withContainer({ readinessProbe: null })],
      environment: { class: 'development' },
      found: [`warning ${FIRST}`],
    },
    {
      says: 'an error in production',
      objects: [service(), withContainer({ readinessProbe: null })],
      environment: { class: 'production' },
      found: [`error ${FIRST}`],
    },
    {
      says: 'a startup probe does not replace it',
      objects: [service(), withContainer({ readinessProbe: null, startupProbe: READY })],
      found: [`error ${FIRST}`],
    },
    {
      says: 'grpc and exec probes do',
      objects: [service(), withContainer({ readinessProbe: { exec: { command: ['/check'] } } })],
    },
    {
      says: 'nobody selects it',
      objects: [withContainer({ readinessProbe: null })],
    },
    {
      says: 'somebody outside decides',
      objects: [
        service(),
        workload(
          {},
          {
            containers: [container({ readinessProbe: null })],
            readinessGates: [{ conditionType: 'example.com/registered' }],
          },
        ),
      ],
    },
    {
      says: 'all pods are published',
      objects: [
        service({ clusterIP: 'None', publishNotReadyAddresses: true }),
        withContainer({ readinessProbe: null }),
      ],
    },
    {
      says: 'a DaemonSet',
      objects: [
        service(),
        workload({}, { containers: [container({ readinessProbe: null })] }, 'DaemonSet'),
      ],
    },
    {
      says: 'only another container of the pod has one',
      objects: [
        service(),
        workload(
          {},
          {
            containers: [
              container({ readinessProbe: null }),
              container({ name: 'proxy', ports: [], readinessProbe: { tcpSocket: { port: 1 } } }),
            ],
          },
        ),
      ],
      found: [`warning ${FIRST}`],
    },
    {
      says: 'an admission webhook of an operator',
      objects: [
        service({ ports: [{ name: 'webhook', port: 443, targetPort: 'http' }] }),
        withContainer({ readinessProbe: null }),
      ],
      found: [`warning ${FIRST}`],
    },
  ],
  'workload/probe-port-missing': [
    {
      says: 'a name counts in its own container only',
      objects: [
        workload(
          {},
          { containers: [container(), container({ name: 'proxy', ports: [], image: 'proxy:1' })] },
        ),
      ],
      found: [`error ${POD}.containers[1].readinessProbe.httpGet.port`],
    },
    {
      says: 'a number written as text, and pods that declare nothing',
      objects: [withContainer({ ports: [], readinessProbe: { tcpSocket: { port: 8081 } } })],
    },
    {
      says: 'several probes agree on a number',
      objects: [
        withContainer({
          readinessProbe: { tcpSocket: { port: 8081 } },
          livenessProbe: { tcpSocket: { port: 8081 } },
        }),
      ],
      found: [
        `caution ${FIRST}.readinessProbe.tcpSocket.port`,
        `caution ${FIRST}.livenessProbe.tcpSocket.port`,
      ],
    },
    {
      says: 'a hook',
      objects: [
        withContainer({ lifecycle: { preStop: { httpGet: { path: '/', port: 'quit' } } } }),
      ],
      found: [`error ${FIRST}.lifecycle.preStop.httpGet.port`],
    },
  ],
  'workload/disruption-budget-blocks': [
    {
      says: 'shares are rounded up',
      objects: [workload({ replicas: 1 }), budget({ minAvailable: '50%' })],
      found: ['error spec.minAvailable'],
    },
    {
      says: 'one of one may go',
      objects: [workload({ replicas: 1 }), budget({ maxUnavailable: '1%' })],
    },
    {
      says: 'none may go',
      objects: [workload({ replicas: 3 }), budget({ maxUnavailable: 0 })],
      found: ['error spec.maxUnavailable'],
    },
    {
      says: 'it blocks at the lowest number of the autoscaler',
      objects: [workload({ replicas: 2 }), autoscaler(2, 5), budget({ minAvailable: 2 })],
      found: ['warning spec.minAvailable'],
    },
    {
      says: 'scaled to nothing',
      objects: [workload({ replicas: 0 }), budget({ minAvailable: 1 })],
    },
    { says: 'a DaemonSet', objects: [workload({}, {}, 'DaemonSet'), budget({ minAvailable: 1 })] },
    {
      says: 'two budgets of one pod',
      objects: [
        workload({ replicas: 3 }),
        budget({ maxUnavailable: 1 }),
        budget({ minAvailable: 1 }, 'backend'),
      ],
      found: ['error spec.selector'],
    },
  ],
  'workload/missing-reference': [
    {
      says: 'keys of a projected volume',
      objects: [
        configMap('go-server', { a: '1' }),
        workload(
          {},
          {
            volumes: [
              {
                name: 'settings',
                projected: {
                  sources: [
                    { configMap: { name: 'go-server', items: [{ key: 'b', path: 'b' }] } },
                    { configMap: { name: 'kube-root-ca.crt' } },
                    { secret: { name: 'none', optional: true } },
                  ],
                },
              },
            ],
            imagePullSecrets: [{ name: 'registry' }],
          },
        ),
      ],
      found: [`error ${POD}.volumes[0].projected.sources[0].configMap.key`],
    },
    {
      says: 'a key of a Secret, where the Secret says some',
      objects: [
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'go-server', namespace: 'backend' },
          stringData: { user: 'go-server' },
        },
        { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'empty', namespace: 'backend' } },
        withContainer({
          env: ['go-server', 'empty'].map((name) => ({
            name: `PASSWORD_${name}`,
            valueFrom: { secretKeyRef: { name, key: 'password' } },
          })),
        }),
      ],
      found: [`warning ${FIRST}.env[0].valueFrom.secretKeyRef.key`],
    },
    {
      says: 'a Secret that a job is told to make',
      objects: [
        workload({}, { volumes: [{ name: 'tls', secret: { secretName: 'go-server-tls' } }] }),
        {
          ...workload(
            {},
            {
              restartPolicy: 'Never',
              containers: [container({ args: ['--secret-name=go-server-tls'] })],
            },
            'Job',
            'batch/v1',
          ),
          metadata: { name: 'make-certificate', namespace: 'backend' },
        },
      ],
    },
    {
      says: 'a ConfigMap that a custom resource of the whole cluster makes in every namespace',
      objects: [
        {
          apiVersion: 'trust.cert-manager.io/v1alpha1',
          kind: 'Bundle',
          metadata: { name: 'trusted' },
          spec: { target: { configMap: { key: 'ca.crt' } } },
        },
        workload(
          {},
          { volumes: ['trusted', 'other'].map((name) => ({ name, configMap: { name } })) },
        ),
      ],
      found: [`error ${POD}.volumes[1].configMap.name`],
    },
  ],
  'workload/no-drain': [
    ...[
      { seconds: 29, found: [] },
      { seconds: 30, found: [`warning ${FIRST}.lifecycle.preStop`] },
      { seconds: 31, found: [`error ${FIRST}.lifecycle.preStop`] },
    ].map(({ seconds, found }) => ({
      says: `a sleep of ${seconds} s, of which the API server refuses those that are longer than the grace period`,
      objects: [service(), withContainer({ lifecycle: { preStop: { sleep: { seconds } } } })],
      found,
    })),
  ],
  'workload/statefulset-service': [
    {
      says: 'CoreDNS answers for the pods of any Service',
      objects: [
        service(),
        workload(
          { serviceName: 'go-server' },
          {
            containers: [
              container({ env: [{ name: 'PEER_ADDR', value: 'go-server-0.go-server:9000' }] }),
            ],
          },
          'StatefulSet',
        ),
      ],
      found: ['warning spec.serviceName'],
    },
    {
      says: 'it selects other pods',
      objects: [
        service({ clusterIP: 'None', selector: { app: 'other' } }),
        workload(
          { serviceName: 'go-server' },
          {
            containers: [
              container({ env: [{ name: 'PEER_ADDR', value: 'go-server-0.go-server:9000' }] }),
            ],
          },
          'StatefulSet',
        ),
      ],
      found: ['error spec.serviceName'],
    },
  ],
  'workload/rollout-drops-all': [
    {
      says: 'a StatefulSet that waits for somebody',
      objects: [
        service(),
        workload(
          { serviceName: 'go-server', replicas: 3, updateStrategy: { type: 'OnDelete' } },
          {},
          'StatefulSet',
        ),
      ],
    },
    {
      says: 'all of them, as a share',
      objects: [
        service(),
        workload({ replicas: 3, strategy: { rollingUpdate: { maxUnavailable: '100%' } } }),
      ],
      found: ['warning spec.strategy.rollingUpdate.maxUnavailable'],
    },
  ],
  'workload/single-replica': [
    {
      says: 'a warning in production',
      objects: [service(), workload({ replicas: 1 })],
      environment: { class: 'production' },
      found: ['warning spec.replicas'],
    },
    {
      says: 'data that only one pod may have',
      objects: [service(), workload({ replicas: 1, strategy: { type: 'Recreate' } })],
      environment: { class: 'production' },
      found: ['caution spec.replicas'],
    },
  ],
  'workload/no-spread': [
    {
      says: 'there is one node',
      objects: [service(), workload({ replicas: 2 })],
      environment: { nodes: [{ name: 'node-a', ready: true, addresses: [] }] },
    },
  ],
  'workload/host-network-dns': [
    {
      says: 'a name outside of the cluster',
      objects: [
        service(),
        workload(
          {},
          {
            hostNetwork: true,
            containers: [
              container({ env: [{ name: 'FEED_URL', value: 'https://feed.partner.internal' }] }),
            ],
          },
        ),
      ],
    },
    {
      says: 'a short name of a Service',
      objects: [
        service({ selector: { app: 'helper-server' } }, 'helper-server'),
        workload(
          {},
          {
            hostNetwork: true,
            containers: [container({ env: [{ name: 'HELPER_HOST', value: 'helper-server' }] })],
          },
        ),
      ],
      found: [`error ${POD}.hostNetwork`],
    },
    {
      says: 'the name that it has itself, for its certificate',
      objects: [
        service(),
        workload(
          {},
          {
            hostNetwork: true,
            containers: [container({ args: ['--webhook-service=go-server.backend.svc'] })],
          },
        ),
      ],
    },
    {
      says: 'members of its own headless Service',
      objects: [
        service({ clusterIP: 'None' }),
        workload(
          { serviceName: 'go-server' },
          {
            hostNetwork: true,
            containers: [container({ args: ['--join=go-server-0.go-server.backend.svc:9000'] })],
          },
          'StatefulSet',
        ),
      ],
      found: [`error ${POD}.hostNetwork`],
    },
  ],
  'config-map/orphan': [
    {
      says: 'a program is told its name',
      objects: [
        configMap('go-server', { a: '1' }),
        withContainer({ args: ['--settings=$(POD_NAMESPACE)/go-server'] }),
      ],
    },
    {
      says: 'somebody picks it up by its label',
      objects: [
        configMap('dashboard', { a: '1' }, 'backend', { grafana_dashboard: '1' }),
        workload(),
      ],
    },
    {
      says: 'the pods that want it are elsewhere',
      objects: [
        configMap('go-server-settings', { a: '1' }, 'data'),
        withContainer({ envFrom: [{ configMapRef: { name: 'go-server-settings' } }] }),
      ],
      found: ['warning '],
    },
    {
      says: 'names of prototypes are names',
      objects: [
        configMap('constructor', { a: '1' }),
        configMap('valueof', JSON.parse('{"__proto__": "1"}')),
        withContainer({ envFrom: [{ configMapRef: { name: 'valueof' } }] }),
      ],
      found: ['warning '],
    },
  ],
};

for (const [id, list] of Object.entries(cases)) {
  test(id, (t) => {
    for (const { says, objects, environment, found = [] } of list) {
      t.deepEqual(ask(id, objects, environment), found, says);
    }
  });
}
