import { object, objects, text } from '@fingerpost/apiserver';
import type { Workload } from '@fingerpost/discovery';
import { describeFronts, servers } from '../../facts/servers.ts';
import { isProduction } from '../../facts/environment-class.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const singleReplica: Rule = {
  id: 'workload/single-replica',
  severity: 'caution',
  scope: 'resource',
  title: 'A Service leads to a single pod',
  why: 'With one replica every drained node, every crash and every eviction is an outage of the Service, for as long as a new pod takes to start.',
  fix: 'run at least two replicas, with a PodDisruptionBudget and topology spread',
  silent:
    'For workloads that are only scraped. A warning in an environment of class production, but for pods that keep data in a volume of their own, which often cannot be two.',
  source:
    'https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#dealing-with-disruptions',
  check: findServers,
};

function* findServers(input: RuleInput): Generator<Problem> {
  const isStrict = isProduction(input);
  for (const { workload, fronts } of input.shared(servers)) {
    if (workload.replicas.max !== 1) continue;
    const isWarning = isStrict && !keepsData(workload);
    yield {
      on: workload.stored,
      field: 'spec.replicas',
      ...(isWarning && { severity: 'warning' }),
      message: `${describeFronts(fronts, 'leads', 'lead')} to the only pod of ${workload.kind} ${workload.name}: there is no other while it moves or restarts`,
    };
  }
}

function keepsData({ stored, spec }: Workload): boolean {
  const own = object(stored.object, 'spec');
  return (
    objects(own, 'volumeClaimTemplates').length > 0 ||
    text(object(own, 'strategy'), 'type') === 'Recreate' ||
    objects(spec, 'volumes').some((volume) => object(volume, 'persistentVolumeClaim'))
  );
}
