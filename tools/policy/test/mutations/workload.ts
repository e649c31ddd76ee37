import { add, inDev, inProd, remove, set } from './mutation.ts';
import type { Mutation } from './mutation.ts';

const GO_SERVER = 'Deployment/backend/go-server';
const HELPER = 'Deployment/backend/helper-server';
const FRONTEND = 'Deployment/edge/frontend';
const EVENT_LOG = 'StatefulSet/data/event-log';
const POD = 'spec.template.spec';
const APP = `${POD}.containers[app]`;

/** Mistakes in workloads. */
export const workload: readonly Mutation[] = [
  inProd(
    'workload/readiness-missing',
    'no readiness probe',
    remove(GO_SERVER, `${APP}.readinessProbe`),
    ['admission/readiness-probe'],
  ),
  inProd(
    'workload/readiness-missing',
    'no readiness probe of a member',
    remove(EVENT_LOG, `${APP}.readinessProbe`),
    ['admission/readiness-probe'],
  ),
  inDev('workload/probes-equal', 'liveness asks what readiness asks', [
    set(GO_SERVER, `${APP}.livenessProbe`, {
      httpGet: { path: '/readyz', port: 'http' },
      periodSeconds: 2,
      failureThreshold: 2,
    }),
  ]),
  inDev(
    'workload/probe-port-missing',
    'a misspelt name',
    set(GO_SERVER, `${APP}.readinessProbe.httpGet.port`, 'htpp'),
  ),
  inDev(
    'workload/probe-port-missing',
    'a number that nobody listens on',
    set(FRONTEND, `${APP}.livenessProbe.httpGet.port`, 'web'),
  ),
  inDev(
    'workload/statefulset-service',
    'a Service that is not headless',
    set(EVENT_LOG, 'spec.serviceName', 'event-log'),
  ),
  inDev('workload/statefulset-service', 'no Service of that name', [
    set(EVENT_LOG, 'spec.serviceName', 'event-log-members'),
    remove(EVENT_LOG, `${APP}.env[EVENT_LOG_PEERS]`),
  ]),
  inDev(
    'workload/peers-not-ready',
    'peers have to be ready to be found',
    remove('Service/data/event-log-peers', 'spec.publishNotReadyAddresses'),
  ),
  inProd('workload/single-replica', 'one pod', set(GO_SERVER, 'spec.replicas', 1)),
  inDev('workload/no-disruption-budget', 'no budget', {
    do: 'drop',
    on: 'PodDisruptionBudget/backend/go-server',
  }),
  inDev(
    'workload/disruption-budget-blocks',
    'none may be missing',
    set('PodDisruptionBudget/backend/go-server', 'spec.maxUnavailable', 0),
  ),
  inDev('workload/disruption-budget-blocks', 'all have to be there', [
    remove('PodDisruptionBudget/edge/frontend', 'spec.maxUnavailable'),
    set('PodDisruptionBudget/edge/frontend', 'spec.minAvailable', '100%'),
  ]),
  inDev(
    'workload/no-spread',
    'all on one node',
    remove(GO_SERVER, `${POD}.topologySpreadConstraints`),
  ),
  inDev('workload/no-drain', 'no time to drain', remove(GO_SERVER, `${APP}.lifecycle`)),
  inDev('workload/no-drain', 'longer than the grace period', [
    set(HELPER, `${APP}.lifecycle.preStop.sleep.seconds`, 45),
  ]),
  inDev(
    'workload/naked-pod',
    'a pod that nobody starts again',
    add(`apiVersion: v1
kind: Pod
metadata:
  name: go-server-2
  namespace: backend
  labels: {app.kubernetes.io/component: server, app.kubernetes.io/name: go-server}
spec:
  automountServiceAccountToken: false
  enableServiceLinks: false
  securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
  containers:
  - name: app
    image: stefanprodan/podinfo:6.9.2
    securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
    ports: [{name: http, containerPort: 9000}, {name: metrics, containerPort: 9100}]
    readinessProbe: {httpGet: {path: /readyz, port: http}}
`),
  ),
  inDev(
    'workload/container-restart-policy',
    'a policy of one container',
    set(GO_SERVER, `${APP}.restartPolicy`, 'Never'),
  ),
  inDev(
    'workload/image-unpinned',
    'the newest',
    set(GO_SERVER, `${APP}.image`, 'stefanprodan/podinfo:latest'),
    ['admission/image-pinned'],
  ),
  inDev(
    'workload/default-namespace',
    'the namespace of nobody',
    add(
      'apiVersion: v1\nkind: Service\nmetadata: {name: old, namespace: default}\nspec: {type: ExternalName, externalName: postgres.dev.corp.internal}\n',
    ),
  ),
  inDev(
    'workload/token-mounted',
    'a token for every pod',
    [
      remove(GO_SERVER, `${POD}.automountServiceAccountToken`),
      remove('ServiceAccount/backend/go-server', 'automountServiceAccountToken'),
    ],
    ['admission/token-automount'],
  ),
  inDev(
    'workload/port-name-duplicate',
    'a second container calls its port metrics',
    set(GO_SERVER, `${POD}.containers[1]`, {
      name: 'sidecar',
      image: 'stefanprodan/podinfo:6.9.2',
      ports: [{ name: 'metrics', containerPort: 8181 }],
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      readinessProbe: { httpGet: { path: '/', port: 8181 } },
    }),
  ),
  inDev(
    'workload/port-name-duplicate',
    'two containers with one name of a port',
    set(HELPER, `${POD}.containers[1]`, {
      name: 'sidecar',
      image: 'stefanprodan/podinfo:6.9.2',
      ports: [{ name: 'http', containerPort: 8181 }],
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      readinessProbe: { httpGet: { path: '/', port: 8181 } },
    }),
  ),
  inDev(
    'workload/host-port',
    'a port of the node',
    set(GO_SERVER, `${APP}.ports[http].hostPort`, 9000),
    ['admission/host-access'],
  ),
  inDev(
    'workload/host-network-dns',
    'the network of the node, and names of the cluster',
    set(HELPER, `${POD}.hostNetwork`, true),
    ['admission/host-access', 'name/blocked', 'policy/one-sided'],
  ),
  inDev(
    'workload/host-network-dns',
    'the same at the edge',
    [
      set('Deployment/edge/api-gateway', `${POD}.hostNetwork`, true),
      set('Deployment/edge/api-gateway', `${POD}.dnsPolicy`, 'ClusterFirst'),
    ],
    ['admission/host-access', 'name/blocked', 'policy/one-sided'],
  ),
  inDev('workload/rollout-drops-all', 'all at once', [
    set(GO_SERVER, 'spec.strategy.rollingUpdate.maxUnavailable', '100%'),
  ]),
  inDev(
    'workload/missing-reference',
    'a misspelt ServiceAccount',
    set(GO_SERVER, `${POD}.serviceAccountName`, 'go-servr'),
  ),
  inDev('workload/missing-reference', 'the ConfigMap is gone', {
    do: 'drop',
    on: 'ConfigMap/platform/discovery-checks',
  }),
  inDev(
    'config-map/orphan',
    'settings that nobody reads',
    add(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: backend}\ndata: {a: b}\n',
    ),
  ),
];
