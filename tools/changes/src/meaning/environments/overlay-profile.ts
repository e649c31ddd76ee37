import { groupOf } from '../../resource/identity.ts';
import { getPath, visitLeaves } from 'kustomize-ts';
import type { Resource } from 'kustomize-ts';

/** What has to be known of an overlay to tell whether it has to do with others. */
export interface OverlayProfile {
  /** Of its resources. */
  readonly namespaces: readonly string[];
  /** Every word of its values, with a space before and after each. */
  readonly words: string;
  /** Something in it concerns the whole cluster, or nobody knows whom. */
  readonly isGlobal: boolean;
  /** Something in it selects pods by a label that they have from their node: the next pod may have another one. */
  readonly selectsZones: boolean;
}

/** Kinds whose objects have to do with their namespace, with what they name, and with what bears labels. */
const LOCAL: ReadonlyMap<string, readonly string[]> = new Map([
  [
    '',
    [
      'ConfigMap',
      'Endpoints',
      'Pod',
      'Secret',
      'Service',
      'ServiceAccount',
      'ReplicationController',
    ],
  ],
  ['apps', ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet']],
  ['autoscaling', ['HorizontalPodAutoscaler']],
  ['batch', ['CronJob', 'Job']],
  ['discovery.k8s.io', ['EndpointSlice']],
  ['gateway.networking.k8s.io', ['GRPCRoute', 'HTTPRoute', 'ReferenceGrant']],
  ['monitoring.coreos.com', ['PodMonitor', 'Probe', 'PrometheusRule', 'ServiceMonitor']],
  ['networking.k8s.io', ['Ingress', 'NetworkPolicy']],
  ['policy', ['PodDisruptionBudget']],
  ['rbac.authorization.k8s.io', ['Role', 'RoleBinding']],
]);

/** More are not looked through. */
const MAX_WORDS = 5000;
/** The prefix of labels that pods have from their nodes (KEP-4742). */
const TOPOLOGY = 'topology.kubernetes.io/';
/** Kinds that select pods. */
const SELECTING = [
  'NetworkPolicy',
  'PodDisruptionBudget',
  'PodMonitor',
  'Service',
  'ServiceMonitor',
];
/** Groups of accounts that no namespace limits. */
const EVERYONE = 'system:serviceaccounts';

/** Reads what a rendering says of others. */
export function profileOf(resources: readonly Resource[]): OverlayProfile {
  const words = new Set<string>();
  let isGlobal = false;
  let selectsZones = false;
  for (const resource of resources) {
    isGlobal ||= !isLocal(resource);
    const isSelecting = SELECTING.includes(resource.kind);
    visitLeaves(resource.node, '', (path, node) => {
      const value = node.kind === 'scalar' ? node.value : '';
      if (value.includes(EVERYONE)) isGlobal = true;
      if (isSelecting && `${path} ${value}`.includes(TOPOLOGY)) selectsZones = true;
      if (words.size > MAX_WORDS) return;
      for (const word of wordsOf(value)) words.add(word);
    });
  }
  const namespaces = [...new Set(resources.map(({ namespace = '' }) => namespace))].toSorted();
  const isLong = words.size > MAX_WORDS;
  return {
    namespaces,
    words: isLong ? '' : ` ${[...words].toSorted().join(' ')} `,
    isGlobal: isGlobal || isLong,
    selectsZones,
  };
}

/** Names of objects and namespaces are among them, wherever they stand: `a.b.svc`, `b/a`, `http://a.b:80`. */
function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9-]+/g) ?? [];
}

/** Whether an overlay has a word. */
export function hasWord({ words }: OverlayProfile, word: string): boolean {
  const parts = wordsOf(word);
  return parts.length > 0 && parts.every((part) => words.includes(` ${part} `));
}

function isLocal({ apiVersion, kind, namespace = '', node }: Resource): boolean {
  if (namespace === '' || namespace === 'kube-system') return false;
  const spec = getPath(node, 'spec');
  const selectors = [spec, getPath(spec, 'targets', 'ingress')];
  if (selectors.some((parent) => getPath(parent, 'namespaceSelector', 'any'))) return false;
  return LOCAL.get(groupOf(apiVersion))?.includes(kind) ?? false;
}
