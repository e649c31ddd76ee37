/** Labels as pairs, because keys may have any name. */
export type AskedLabels = readonly (readonly [key: string, value: string])[];

export interface AskedSelector {
  readonly matchLabels?: AskedLabels | undefined;
  readonly matchExpressions?:
    | readonly {
        readonly key: string;
        readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
        readonly values: readonly string[];
      }[]
    | undefined;
}

export interface AskedPeer {
  readonly podSelector?: AskedSelector;
  readonly namespaceSelector?: AskedSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] | undefined };
}

export interface AskedPort {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}

export interface AskedRule {
  readonly peers: readonly AskedPeer[] | undefined;
  readonly ports: readonly AskedPort[] | undefined;
}

export interface AskedPolicy {
  readonly namespace: string | undefined;
  readonly podSelector: AskedSelector | undefined;
  readonly policyTypes: readonly ('Ingress' | 'Egress')[] | undefined;
  readonly ingress: readonly AskedRule[] | undefined;
  readonly egress: readonly AskedRule[] | undefined;
}

export interface AskedWorkload {
  readonly namespace: string | undefined;
  readonly kind: string;
  readonly labels: AskedLabels;
  readonly hostNetwork: boolean;
  readonly ports: readonly {
    readonly name: string | undefined;
    readonly protocol: string | undefined;
    readonly containerPort: number;
    readonly init: boolean;
  }[];
}

/** What a directory says, before it is written as manifests. */
export interface Directory {
  readonly namespaces: readonly { readonly name: string; readonly labels: AskedLabels }[];
  readonly workloads: readonly AskedWorkload[];
  readonly policies: readonly AskedPolicy[];
}

/** The id of the workload that is written for the one at a place. */
export function idOf({ kind, namespace = 'default' }: AskedWorkload, index: number): string {
  return kind === 'OwnedPod'
    ? `${namespace}/ReplicaSet/owner-${index}`
    : `${namespace}/${kind}/workload-${index}`;
}

/** The directory as manifests, one file for each object, as JSON, which is YAML. */
export function writeDirectory(directory: Directory): Record<string, string> {
  const objects = [
    ...directory.namespaces.map(({ name, labels }) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: mapOf(labels) },
    })),
    ...directory.workloads.map(manifestOf),
    ...directory.policies.map((policy, index) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `policy-${index}`, namespace: policy.namespace },
      spec: {
        podSelector: selectorOf(policy.podSelector),
        policyTypes: policy.policyTypes,
        ingress: policy.ingress?.map((rule) => ruleOf(rule, 'from')),
        egress: policy.egress?.map((rule) => ruleOf(rule, 'to')),
      },
    })),
  ];
  const files: [string, string][] = objects.map((object, index) => [
    `${index}.yaml`,
    JSON.stringify(object),
  ]);
  return Object.fromEntries(files);
}

function manifestOf(workload: AskedWorkload, index: number): object {
  const { namespace, kind, labels, hostNetwork, ports } = workload;
  const container = (init: boolean): object => ({
    name: init ? 'init' : 'main',
    image: 'registry.example.com/app:1.0.0',
    ...(init && { restartPolicy: 'Always' }),
    ports: ports
      .filter((port) => port.init === init)
      .map(({ name, protocol, containerPort }) => ({ name, protocol, containerPort })),
  });
  const spec = {
    hostNetwork,
    initContainers: ports.some(({ init }) => init) ? [container(true)] : undefined,
    containers: [container(false)],
  };
  const metadata = { name: `workload-${index}`, namespace };
  const template = { metadata: { labels: mapOf(labels) }, spec };
  const [apiVersion, own] = BODIES[kind]?.(template) ?? ['v1', { spec }];
  if (apiVersion !== 'v1') return { apiVersion, kind, metadata, spec: own };
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `owner-${index}`, uid: '1' };
  const ownerReferences = kind === 'OwnedPod' ? [{ ...owner, controller: true }] : undefined;
  const podMetadata = { ...metadata, labels: mapOf(labels), ownerReferences };
  // netpol-analyzer leaves out pods that do not run.
  const status = { hostIP: '192.0.2.1', podIPs: [{ ip: '198.51.100.1' }] };
  return { apiVersion, kind: 'Pod', metadata: podMetadata, ...own, status };
}

const BODIES: Readonly<Record<string, (template: object) => readonly [string, object]>> = {
  Deployment: (template) => ['apps/v1', { template }],
  StatefulSet: (template) => ['apps/v1', { replicas: 0, template }],
  CronJob: (template) => ['batch/v1', { jobTemplate: { spec: { template } } }],
};

function ruleOf({ peers, ports }: AskedRule, key: 'from' | 'to'): object {
  const entries = peers?.map(({ podSelector, namespaceSelector, ipBlock }) => ({
    podSelector: podSelector && selectorOf(podSelector),
    namespaceSelector: namespaceSelector && selectorOf(namespaceSelector),
    ipBlock,
  }));
  return { [key]: entries, ports };
}

function selectorOf(selector: AskedSelector | undefined): object | undefined {
  if (!selector) return undefined;
  const { matchLabels, matchExpressions } = selector;
  return {
    matchLabels: matchLabels && mapOf(matchLabels),
    matchExpressions: matchExpressions?.map(({ key, operator, values }) =>
      values.length === 0 ? { key, operator } : { key, operator, values },
    ),
  };
}

/** `Object.fromEntries` makes own properties, `__proto__` too. */
function mapOf(labels: AskedLabels): object {
  return Object.fromEntries(labels);
}
