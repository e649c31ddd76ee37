import { object, objects } from '@fingerpost/apiserver';
import { containerPorts, readSelectorField, selects } from '@fingerpost/discovery';
import type { Workload } from '@fingerpost/discovery';
import { podSpecField } from '../../facts/pod-spec-field.ts';
import { describeFronts, servers } from '../../facts/servers.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const noSpread: Rule = {
  id: 'workload/no-spread',
  severity: 'warning',
  scope: 'resource',
  title: 'Replicas behind a Service may share one node',
  why: 'Without topologySpreadConstraints or anti-affinity the scheduler may put all replicas on one node or into one zone. When it fails, the Service has no endpoints although it has replicas. A constraint whose labelSelector does not match the pods themselves spreads nothing.',
  fix: 'add topologySpreadConstraints over kubernetes.io/hostname and topology.kubernetes.io/zone that select the labels of the pods',
  silent:
    'For a single replica, workloads that are only scraped, pods with ports of their node, and clusters of one node.',
  source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/',
  check: findServers,
};

function* findServers(input: RuleInput): Generator<Problem> {
  if (input.model.nodes.length === 1) return;
  for (const { workload, fronts } of input.shared(servers)) {
    const { stored, spec, kind, name, replicas } = workload;
    if (replicas.max < 2 || isSpread(workload)) continue;
    if (containerPorts(spec).some(({ hostPort }) => hostPort > 0)) continue;
    const constraints = objects(spec, 'topologySpreadConstraints');
    const isVain = constraints.length > 0;
    const field = podSpecField(workload);
    yield {
      on: stored,
      field: isVain ? `${field}.topologySpreadConstraints[0].labelSelector` : field,
      message: isVain
        ? `the topologySpreadConstraints of ${kind} ${name} select other pods than its own: its ${replicas.count} pods behind ${describeFronts(fronts)} may all run on one node`
        : `nothing spreads the ${replicas.count} pods of ${kind} ${name} behind ${describeFronts(fronts)}: they may all run on one node`,
      ...(isVain && { fix: 'let labelSelector select the labels of the pod template' }),
    };
  }
}

function isSpread({ spec, labels }: Workload): boolean {
  const antiAffinity = object(object(spec, 'affinity'), 'podAntiAffinity');
  const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
  const terms = [
    ...objects(antiAffinity, 'requiredDuringSchedulingIgnoredDuringExecution'),
    ...objects(antiAffinity, preferred).map((term) => object(term, 'podAffinityTerm')),
  ];
  const constraints = objects(spec, 'topologySpreadConstraints');
  return [...terms, ...constraints].some((term) =>
    selects(readSelectorField(term, 'labelSelector'), labels),
  );
}
