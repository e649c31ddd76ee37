import type { JsonObject } from 'kustomize-ts';

const PER_SERVICE = 8;
const PER_NAMESPACE = 2;
const SERVICES_OF_NAMESPACE = 20;

/** Where the gateway and Prometheus are. */
const KUBE_SYSTEM = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
};
const MONITORING = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
};

/**
 * A cluster of many services, as a company has them: each a Deployment with its ServiceAccount, ConfigMap, Service,
 * disruption budget, NetworkPolicy, ServiceMonitor and HTTPRoute, twenty to a namespace, each a client of the next one.
 * Nothing in it is wrong.
 * @param count of resources, about
 */
export function generateResources(count: number): JsonObject[] {
  const services = Math.floor(count / (PER_SERVICE + PER_NAMESPACE / SERVICES_OF_NAMESPACE));
  const namespaces = Math.ceil(services / SERVICES_OF_NAMESPACE);
  return [
    ...Array.from({ length: namespaces }, (_, index) => namespaceObjects(`team-${index}`)).flat(),
    ...Array.from({ length: services }, (_, index) => serviceObjects(index, services)).flat(),
  ];
}

function namespaceObjects(name: string): JsonObject[] {
  const kubeDns = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
    podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
  };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'default', namespace: name },
      spec: {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        egress: [
          {
            to: [kubeDns],
            ports: [
              { port: 53, protocol: 'UDP' },
              { port: 53, protocol: 'TCP' },
            ],
          },
        ],
      },
    },
  ];
}

function serviceObjects(index: number, services: number): JsonObject[] {
  const place = placeOf(index);
  const next = placeOf((index + 1) % services);
  const previous = placeOf((index + services - 1) % services);
  const { name, namespace } = place;
  const selector = { 'app.kubernetes.io/name': name };
  const metadata = { name, namespace, labels: selector };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { LEVEL: 'info', WORKERS: '4' } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        selector,
        ports: [
          { name: 'http', port: 80, targetPort: 'http' },
          { name: 'metrics', port: 9090, targetPort: 'metrics' },
        ],
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 2,
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: selector },
          spec: podSpec(name, `http://${next.name}.${next.namespace}.svc/api`),
        },
      },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata,
      spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      spec: {
        podSelector: { matchLabels: selector },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          { from: [peer(previous), KUBE_SYSTEM], ports: [{ port: 'http', protocol: 'TCP' }] },
          { from: [MONITORING], ports: [{ port: 'metrics', protocol: 'TCP' }] },
        ],
        egress: [{ to: [peer(next)], ports: [{ port: 'http', protocol: 'TCP' }] }],
      },
    },
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata,
      spec: { selector: { matchLabels: selector }, endpoints: [{ port: 'metrics' }] },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata,
      spec: {
        parentRefs: [{ name: 'edge', namespace: 'kube-system' }],
        hostnames: [`${name}.dev.corp.internal`],
        rules: [{ backendRefs: [{ name, port: 80 }] }],
      },
    },
  ];
}

function podSpec(name: string, upstream: string): JsonObject {
  return {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 30,
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
      },
    ],
    containers: [
      {
        name: 'app',
        image: `registry.example.com/${name}:1.0.0`,
        env: [{ name: 'UPSTREAM_URL', value: upstream }],
        envFrom: [{ configMapRef: { name } }],
        ports: [
          { name: 'http', containerPort: 8080 },
          { name: 'metrics', containerPort: 9090 },
        ],
        lifecycle: { preStop: { sleep: { seconds: 5 } } },
        readinessProbe: { httpGet: { path: '/readyz', port: 'http' }, periodSeconds: 2 },
        livenessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 10 },
        resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
      },
    ],
  };
}

interface ServicePlace {
  readonly name: string;
  readonly namespace: string;
}

function placeOf(index: number): ServicePlace {
  return {
    name: `server-${index}`,
    namespace: `team-${Math.floor(index / SERVICES_OF_NAMESPACE)}`,
  };
}

function peer({ name, namespace }: ServicePlace): JsonObject {
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    podSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
  };
}
