import { add, facts, inDev, inProd, remove, set } from './mutation.ts';
import type { Mutation } from './mutation.ts';

const GO_SERVER = 'Service/backend/go-server';
const HELPER = 'Service/backend/helper-server';
const FRONTEND = 'Service/edge/frontend';
const GATEWAY = 'Service/edge/api-gateway';
const PEERS = 'Service/data/event-log-peers';
const POSTGRES = 'Service/data/postgres-external';
const REDIS = 'Service/data/redis-external';
const BALANCER = 'Service/backend/go-server-lb';

const NODES = ['a', 'b', 'c'].map((name) => ({ name, zone: name, ready: true, addresses: [] }));

/** Mistakes in Services. */
export const service: readonly Mutation[] = [
  inDev(
    'service/selector-matches-nothing',
    'a misspelt name',
    set(GO_SERVER, 'spec.selector[app.kubernetes.io/name]', 'go-servr'),
  ),
  inDev(
    'service/selector-matches-nothing',
    'a component that no pod has',
    set(FRONTEND, 'spec.selector[app.kubernetes.io/component]', 'web'),
  ),
  inDev(
    'service/selector-matches-many',
    'a selector that names no service',
    remove(GO_SERVER, 'spec.selector[app.kubernetes.io/name]'),
  ),
  inDev(
    'service/selector-shared',
    'a copy under another name',
    add(`apiVersion: v1
kind: Service
metadata: {name: helper, namespace: backend}
spec:
  selector: {app.kubernetes.io/component: server, app.kubernetes.io/name: helper-server}
  ports: [{name: http, port: 8080, targetPort: http}]
`),
  ),
  inDev('service/selector-unstable', 'a version in the selector', [
    set(HELPER, 'spec.selector[app.kubernetes.io/version]', '1.0.0'),
    set(
      'Deployment/backend/helper-server',
      'spec.template.metadata.labels[app.kubernetes.io/version]',
      '1.0.0',
    ),
  ]),
  inDev(
    'service/target-port-missing',
    'a name that no container has',
    set('Service/backend/backend-api', 'spec.ports[http].targetPort', 'web'),
    ['name/blocked'],
  ),
  inDev(
    'service/target-port-missing',
    'the container calls its port otherwise',
    set(
      'Deployment/backend/backend-api',
      'spec.template.spec.containers[app].ports[metrics].name',
      'prom',
    ),
    ['policy/port-name-missing'],
  ),
  inDev(
    'service/target-port-protocol',
    'UDP to a TCP port',
    set(GO_SERVER, 'spec.ports[metrics].protocol', 'UDP'),
  ),
  inDev(
    'service/target-port-protocol',
    'the container listens on UDP',
    set(
      'Deployment/backend/helper-server',
      'spec.template.spec.containers[app].ports[http].protocol',
      'UDP',
    ),
    ['name/blocked', 'policy/one-sided', 'policy/port-name-missing'],
  ),
  inDev(
    'service/port-unnamed',
    'one of two has no name',
    remove(GO_SERVER, 'spec.ports[http].name'),
  ),
  inDev(
    'service/port-unnamed',
    'the last of three has no name',
    remove(GATEWAY, 'spec.ports[https].name'),
  ),
  inDev(
    'service/headless-port-translation',
    'clients of a Service that becomes headless',
    set('Service/backend/backend-api', 'spec.clusterIP', 'None'),
    ['name/blocked'],
  ),
  inDev('service/headless-port-translation', 'a Service of a Deployment', [
    set(HELPER, 'spec.clusterIP', 'None'),
    set(HELPER, 'spec.ports[http].port', 80),
  ]),
  inDev(
    'service/headless-without-statefulset',
    'no address of its own',
    set(HELPER, 'spec.clusterIP', 'None'),
  ),
  inDev(
    'service/headless-affinity',
    'affinity without a proxy',
    set(PEERS, 'spec.sessionAffinity', 'ClientIP'),
  ),
  inDev(
    'service/affinity-config-dropped',
    'a timeout without ClientIP',
    remove(GO_SERVER, 'spec.sessionAffinity'),
  ),
  inDev(
    'service/affinity-config-dropped',
    'a timeout alone',
    set(HELPER, 'spec.sessionAffinityConfig', { clientIP: { timeoutSeconds: 60 } }),
  ),
  inDev(
    'service/affinity-ineffective',
    'affinity behind the gateway',
    set(FRONTEND, 'spec.sessionAffinity', 'ClientIP'),
  ),
  inDev(
    'service/external-name-address',
    'an address',
    set(POSTGRES, 'spec.externalName', '10.20.0.9'),
    ['admission/external-name'],
  ),
  inDev(
    'service/external-name-address',
    'another address',
    set(REDIS, 'spec.externalName', '192.0.2.7'),
    ['admission/external-name'],
  ),
  inDev(
    'service/external-name-local',
    'the pod itself',
    set(POSTGRES, 'spec.externalName', 'localhost'),
    ['admission/external-name'],
  ),
  inDev(
    'service/external-name-local',
    'itself',
    set(REDIS, 'spec.externalName', 'redis-external.data.svc.cluster.local'),
    ['admission/external-name'],
  ),
  inDev(
    'service/external-name-placeholder',
    'a name for documentation',
    set(POSTGRES, 'spec.externalName', 'postgres.example.com'),
    ['admission/external-name'],
  ),
  inDev(
    'service/external-name-placeholder',
    'a name for tests',
    set(REDIS, 'spec.externalName', 'redis.test'),
    ['admission/external-name'],
  ),
  inDev(
    'service/external-name-unlisted',
    'a name that nobody allowed',
    set(POSTGRES, 'spec.externalName', 'other.dev.corp.internal'),
  ),
  inDev(
    'service/external-name-ports',
    'ports of an alias',
    set(POSTGRES, 'spec.ports', [{ name: 'postgres', port: 5432, targetPort: 15432 }]),
  ),
  inDev(
    'service/external-name-selector',
    'a selector of an alias',
    set(POSTGRES, 'spec.selector', { 'app.kubernetes.io/name': 'postgres' }),
  ),
  inDev(
    'service/external-name-tls',
    'TLS with the name of the alias',
    set('Deployment/backend/backend-api', 'spec.template.spec.containers[app].env[0]', {
      name: 'STORE_URL',
      value: 'https://postgres-external.data.svc/',
    }),
  ),
  inDev('service/no-endpoints', 'no selector', remove(HELPER, 'spec.selector')),
  inDev('service/no-endpoints', 'no slice', { do: 'drop', on: 'EndpointSlice/data/partner-feed' }),
  inDev(
    'service/external-ips',
    'an address of the outside',
    set(GO_SERVER, 'spec.externalIPs', ['198.51.100.7']),
    ['admission/service-external-ips'],
  ),
  inProd(
    'service/load-balancer-ip',
    'a fixed address',
    set(BALANCER, 'spec.loadBalancerIP', '198.51.100.7'),
  ),
  inProd(
    'service/load-balancer-annotation',
    'a deprecated annotation',
    set(
      BALANCER,
      'metadata.annotations[service.beta.kubernetes.io/aws-load-balancer-internal]',
      'true',
    ),
  ),
  inProd(
    'service/load-balancer-open',
    'no source ranges',
    remove(BALANCER, 'spec.loadBalancerSourceRanges'),
    ['admission/load-balancer-internal'],
  ),
  inDev(
    'service/load-balancer-provider',
    'an internal one of AWS on k3s',
    [
      set(FRONTEND, 'spec.type', 'LoadBalancer'),
      set(FRONTEND, 'spec.loadBalancerSourceRanges', ['10.0.0.0/8']),
      set(FRONTEND, 'metadata.annotations', {
        'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal',
      }),
    ],
    ['admission/load-balancer-internal'],
  ),
  inDev(
    'service/load-balancer-provider',
    'an internal one of Azure on k3s',
    [
      set(FRONTEND, 'spec.type', 'LoadBalancer'),
      set(FRONTEND, 'spec.loadBalancerSourceRanges', ['10.0.0.0/8']),
      set(FRONTEND, 'metadata.annotations', {
        'service.beta.kubernetes.io/azure-load-balancer-internal': 'true',
      }),
    ],
    ['admission/load-balancer-internal'],
  ),
  inDev(
    'service/topology-annotation',
    'hints by annotation',
    set(GO_SERVER, 'metadata.annotations', { 'service.kubernetes.io/topology-mode': 'Auto' }),
  ),
  inDev(
    'service/prefer-close',
    'the old name',
    set(GO_SERVER, 'spec.trafficDistribution', 'PreferClose'),
  ),
  inDev('service/node-port', 'a port of every node', set(HELPER, 'spec.type', 'NodePort')),
  inDev(
    'service/require-dual-stack',
    'two families in a cluster of one',
    set(GO_SERVER, 'spec.ipFamilyPolicy', 'RequireDualStack'),
  ),
  inDev(
    'service/internal-local',
    'the own node alone',
    set(GO_SERVER, 'spec.internalTrafficPolicy', 'Local'),
    ['admission/service-traffic'],
  ),
  inDev('service/external-local', 'the own node alone, from outside', [
    set(HELPER, 'spec.type', 'NodePort'),
    set(HELPER, 'spec.externalTrafficPolicy', 'Local'),
    facts({ nodes: NODES }),
  ]),
  inDev(
    'service/cluster-ip-fixed',
    'a chosen address',
    set(GO_SERVER, 'spec.clusterIP', '10.43.0.77'),
  ),
  inDev('service/link-env-collision', 'a Service of the name that a program reads', [
    add(`apiVersion: v1
kind: Service
metadata: {name: podinfo, namespace: backend}
spec:
  selector: {app.kubernetes.io/component: server, app.kubernetes.io/name: backend-api}
  ports: [{name: http, port: 80, targetPort: http}]
`),
    remove('Deployment/backend/helper-server', 'spec.template.spec.enableServiceLinks'),
    remove(
      'Deployment/backend/helper-server',
      'spec.template.spec.containers[app].env[PODINFO_PORT]',
    ),
  ]),
];
