import { add, inDev, set } from './mutation.ts';
import type { Mutation } from './mutation.ts';

const GATEWAY = 'HTTPRoute/edge/api-gateway';
const FRONTEND = 'HTTPRoute/edge/frontend';

/** Mistakes in routes. */
export const route: readonly Mutation[] = [
  inDev(
    'route/backend-missing',
    'a misspelt Service',
    set(GATEWAY, 'spec.rules[0].backendRefs[0].name', 'api-gatewey'),
  ),
  inDev(
    'route/backend-missing',
    'the Service is gone',
    {
      do: 'drop',
      on: 'Service/edge/frontend',
    },
    ['name/unresolvable'],
  ),
  inDev(
    'route/port-missing',
    'the port of the pod',
    set(GATEWAY, 'spec.rules[0].backendRefs[0].port', 8080),
  ),
  inDev(
    'route/port-missing',
    'the Service has another port',
    set('Service/edge/frontend', 'spec.ports[http].port', 8080),
    ['name/port-not-exposed'],
  ),
  inDev(
    'route/parent-missing',
    'a gateway that nobody knows',
    set(GATEWAY, 'spec.parentRefs[0].name', 'edge-2'),
  ),
  inDev('route/cross-namespace', 'a Service of another namespace', [
    set(GATEWAY, 'spec.rules[0].backendRefs[0].name', 'backend-api'),
    set(GATEWAY, 'spec.rules[0].backendRefs[0].namespace', 'backend'),
  ]),
  inDev('route/cross-namespace', 'the same of the other route', [
    set(FRONTEND, 'spec.rules[0].backendRefs[0].name', 'go-server'),
    set(FRONTEND, 'spec.rules[0].backendRefs[0].namespace', 'backend'),
    set(FRONTEND, 'spec.rules[0].backendRefs[0].port', 9000),
  ]),
  inDev(
    'route/host-duplicate',
    'the name of the other route',
    set(FRONTEND, 'spec.hostnames', ['api.dev.corp.internal']),
  ),
  inDev('route/host-duplicate', 'both have the same two names', [
    set(FRONTEND, 'spec.hostnames', ['www.dev.corp.internal', 'shop.dev.corp.internal']),
    set(GATEWAY, 'spec.hostnames', ['api.dev.corp.internal', 'shop.dev.corp.internal']),
  ]),
  inDev('route/external-name', 'an alias behind a route', [
    add(`apiVersion: v1
kind: Service
metadata: {name: postgres, namespace: edge}
spec:
  type: ExternalName
  externalName: postgres.dev.corp.internal
  ports: [{name: http, port: 80}]
`),
    set(FRONTEND, 'spec.rules[0].backendRefs[0].name', 'postgres'),
  ]),
  inDev(
    'route/no-tls',
    'the listener without TLS',
    set('Gateway/kube-system/edge', 'spec.listeners[websecure].protocol', 'HTTP'),
  ),
  inDev(
    'route/retired-controller',
    'an Ingress of ingress-nginx',
    add(`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: frontend, namespace: edge}
spec:
  ingressClassName: nginx
  tls: [{hosts: [www.dev.corp.internal], secretName: api-gateway-tls}]
  rules:
  - host: shop.dev.corp.internal
    http:
      paths:
      - path: /
        pathType: Prefix
        backend: {service: {name: frontend, port: {name: http}}}
`),
  ),
];
