import { add, drop, inDev, inProd, remove, set } from './mutation.ts';
import type { Mutation } from './mutation.ts';

const GO_SERVER = 'NetworkPolicy/backend/go-server';
const HELPER = 'NetworkPolicy/backend/helper-server';
const BACKEND = 'NetworkPolicy/backend/backend-api';
const GATEWAY = 'NetworkPolicy/edge/api-gateway';
const FRONTEND = 'NetworkPolicy/edge/frontend';
const EVENT_LOG = 'NetworkPolicy/data/event-log';

/** Mistakes in NetworkPolicies. */
export const policy: readonly Mutation[] = [
  inDev('policy/dns-blocked', 'nobody may ask', drop('NetworkPolicy/backend/allow-dns')),
  inDev(
    'policy/dns-blocked',
    'the wrong port',
    set('NetworkPolicy/edge/allow-dns', 'spec.egress[0].ports[0].port', 5353),
  ),
  inDev(
    'policy/dns-blocked',
    'the wrong namespace',
    set(
      'NetworkPolicy/data/allow-dns',
      'spec.egress[0].to[0].namespaceSelector.matchLabels[kubernetes.io/metadata.name]',
      'dns',
    ),
  ),
  inDev('policy/one-sided', 'no way out', set(HELPER, 'spec.egress', []), ['name/blocked']),
  inDev('policy/one-sided', 'no way in', remove(GO_SERVER, 'spec.ingress[1]'), ['name/blocked']),
  inDev(
    'policy/service-port',
    'the port of the Service, on the way out',
    set(GATEWAY, 'spec.egress[0].ports[0].port', 80),
    ['name/blocked', 'policy/one-sided'],
  ),
  inDev(
    'policy/service-port',
    'the port of the Service, on the way in',
    set(BACKEND, 'spec.ingress[1].ports[0].port', 80),
    ['name/blocked'],
  ),
  inDev(
    'policy/service-cidr',
    'the range of Services',
    set(HELPER, 'spec.egress[1]', { to: [{ ipBlock: { cidr: '10.43.0.0/16' } }] }),
  ),
  inDev(
    'policy/service-cidr',
    'an address of a Service',
    set(GATEWAY, 'spec.egress[1]', { to: [{ ipBlock: { cidr: '10.43.0.10/32' } }] }),
  ),
  inDev(
    'policy/external-blocked',
    'a database by its alias',
    set('Deployment/edge/frontend', 'spec.template.spec.containers[app].env[0]', {
      name: 'DATABASE_URL',
      value: 'postgres://postgres-external.data.svc:5432/shop',
    }),
  ),
  inDev(
    'policy/external-blocked',
    'a cache by its full alias',
    set('Deployment/backend/helper-server', 'spec.template.spec.containers[app].env[0]', {
      name: 'REDIS_URL',
      value: 'redis://redis-external.data.svc.cluster.local:6379',
    }),
  ),
  inDev('policy/scrape-blocked', 'no way in for Prometheus', remove(GO_SERVER, 'spec.ingress[0]')),
  inDev(
    'policy/scrape-blocked',
    'the wrong namespace of Prometheus',
    set(
      EVENT_LOG,
      'spec.ingress[0].from[0].namespaceSelector.matchLabels[kubernetes.io/metadata.name]',
      'observability',
    ),
  ),
  inDev('policy/route-blocked', 'no way in for the gateway', remove(FRONTEND, 'spec.ingress[0]')),
  inDev(
    'policy/route-blocked',
    'another gateway',
    set(GATEWAY, 'spec.ingress[0].from[0].podSelector.matchExpressions[0].values', ['nginx']),
  ),
  inDev(
    'policy/port-name-missing',
    'a misspelt port',
    set(GO_SERVER, 'spec.ingress[1].ports[0].port', 'htpp'),
    ['name/blocked', 'policy/one-sided'],
  ),
  inDev(
    'policy/port-name-missing',
    'the port of another service',
    set(EVENT_LOG, 'spec.ingress[1].ports[0].port', 'http'),
    ['name/blocked', 'policy/one-sided'],
  ),
  inDev('policy/peers-or', 'two peers instead of one', [
    set(HELPER, 'spec.ingress[1].from[0]', {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'edge' } },
    }),
    set(HELPER, 'spec.ingress[1].from[1]', {
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'api-gateway' } },
    }),
  ]),
  inDev(
    'policy/peer-matches-nothing',
    'a misspelt peer',
    set(HELPER, 'spec.ingress[1].from[0].podSelector.matchExpressions[0].values', ['api-gatewey']),
    ['name/blocked'],
  ),
  inDev(
    'policy/selects-nothing',
    'a policy of nobody',
    add(`apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: helper, namespace: backend}
spec:
  podSelector: {matchLabels: {app: helper}}
  policyTypes: [Ingress]
`),
  ),
  inProd(
    'policy/no-default-deny',
    'everything that nobody selects is open',
    drop('NetworkPolicy/edge/default-deny'),
  ),
];
