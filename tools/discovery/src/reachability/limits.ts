import type { NotModelled } from '../not-modelled.ts';
import { describeObject } from '../store/stored-object.ts';
import type { Workload } from '../workloads/workload.ts';
import type { PodPeer, Policy, Rule } from './policy.ts';
import { namedPorts } from './subject.ts';
import { variantsOf } from './variants.ts';

/** Labels whose values only a cluster knows, or that only some pods of a workload have. */
const LABELS_OF_CONTROLLERS: readonly string[] = [
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-completion-index',
  'controller-revision-hash',
  'controller-uid',
  'pod-template-generation',
  'pod-template-hash',
  'statefulset.kubernetes.io/pod-name',
];

/** Where the answers are less sure than the rules are: said once for each workload or field that it is about. */
export function limitsOf(
  workloads: readonly Workload[],
  policies: readonly Policy[],
): NotModelled[] {
  if (policies.length === 0) return [];
  const names = new Set(policies.flatMap(rulesIn).flatMap(({ ports }) => (ports ?? []).map(keyOf)));
  return [
    ...workloads.flatMap((workload) => [
      ...hostNetworkOf(workload),
      ...differingPodsOf(workload),
      ...sidecarPortsOf(workload, names),
    ]),
    ...policies.flatMap(controllerLabelsOf),
  ];
}

function hostNetworkOf(workload: Workload): NotModelled[] {
  if (!workload.hostNetwork) return [];
  const reason =
    'clusters differ in what policies do to pods of the host network: taken is that none isolates them and no selector finds them';
  return [
    { resource: describeObject(workload), field: `${specPath(workload)}.hostNetwork`, reason },
  ];
}

function differingPodsOf(workload: Workload): NotModelled[] {
  const labels = variantsOf(workload).map((pod) => JSON.stringify([...pod.labels].toSorted()));
  if (new Set(labels).size < 2) return [];
  const reason =
    'its pods differ in their labels: listed is for the workload what any of its pods is allowed';
  return [{ resource: describeObject(workload), field: 'metadata.labels', reason }];
}

function sidecarPortsOf(workload: Workload, names: ReadonlySet<string>): NotModelled[] {
  const own = new Set(namedPorts(workload.spec).map(keyOf));
  const found = namedPorts(workload.spec, 'initContainers').find(
    (port) => names.has(keyOf(port)) && !own.has(keyOf(port)),
  );
  if (!found) return [];
  const reason = `a policy names the port ${found.name}, which only an init container has; not all clusters look there: taken is that the name means no port`;
  const field = `${specPath(workload)}.initContainers`;
  return [{ resource: describeObject(workload), field, reason }];
}

function keyOf({
  name,
  protocol,
}: {
  readonly name?: string | undefined;
  readonly protocol: string;
}): string {
  return `${protocol} ${name ?? ''}`;
}

function controllerLabelsOf(policy: Policy): NotModelled[] {
  const peers = rulesIn(policy)
    .flatMap((rule) => rule.peers ?? [])
    .filter((peer): peer is PodPeer => 'podSelector' in peer);
  const selectors = [
    { field: 'spec.podSelector', selector: policy.podSelector },
    ...peers.map(({ field, podSelector }) => ({
      field: `${field}.podSelector`,
      selector: podSelector,
    })),
  ];
  return selectors.flatMap(({ field, selector }) => {
    const found = selector?.find(({ key }) => LABELS_OF_CONTROLLERS.includes(key));
    if (!found) return [];
    const reason = `${found.key} is set by a controller: only what manifests say of it is known`;
    return [{ resource: describeObject(policy.stored), field, reason }];
  });
}

function rulesIn({ ingress, egress }: Policy): readonly Rule[] {
  return [...(ingress ?? []), ...(egress ?? [])];
}

function specPath({ stored }: Workload): string {
  if (stored.kind === 'Pod') return 'spec';
  return stored.kind === 'CronJob' ? 'spec.jobTemplate.spec.template.spec' : 'spec.template.spec';
}
