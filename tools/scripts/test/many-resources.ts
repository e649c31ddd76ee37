import type { Edit } from '../src/scenario.ts';

const KINDS = [service, policy, settings, account];

/**
 * An overlay of many resources, each of which changes in one field; one more is removed and one is added. Kinds come
 * by turns, so that no order but the one of the report sets them apart.
 */
export function manyResources(count: number): {
  readonly before: readonly Edit[];
  readonly after: readonly Edit[];
} {
  const of = (value: number): string[] =>
    Array.from({ length: count }, (_, i) => KINDS[i % KINDS.length]?.(i, value) ?? '');
  const file = 'overlays/dev/many/many.yaml';
  const kustomization = {
    file: 'overlays/dev/many/kustomization.yaml',
    content: 'resources: [many.yaml]\n',
  };
  return {
    before: [kustomization, { file, content: [...of(1), service(0, 1, 'gone')].join('---\n') }],
    after: [{ file, content: [settings(0, 2, 'new'), ...of(2)].join('---\n') }],
  };
}

function service(i: number, value: number, name = 'service'): string {
  return `apiVersion: v1
kind: Service
metadata: {name: ${name}-${i}, namespace: backend}
spec:
  selector: {app.kubernetes.io/name: go-server}
  ports: [{name: http, port: ${8000 + value}, targetPort: http}]
`;
}

function policy(i: number, value: number): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: policy-${i}, namespace: backend}
spec:
  podSelector: {matchLabels: {app.kubernetes.io/name: go-server}}
  policyTypes: [Ingress]
  ingress: [{from: [{ipBlock: {cidr: 10.20.${value}.0/24}}]}]
`;
}

function settings(i: number, value: number, name = 'settings'): string {
  return `apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}-${i}, namespace: backend}
data: {level: "${value}"}
`;
}

function account(i: number, value: number): string {
  return `apiVersion: v1
kind: ServiceAccount
metadata: {name: account-${i}, namespace: backend, annotations: {example.com/level: "${value}"}}
automountServiceAccountToken: false
`;
}
