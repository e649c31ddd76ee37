import { intOrString, object, objects, text } from '@fingerpost/apiserver';
import type { Workload } from '@fingerpost/discovery';
import { countOf } from '../../facts/count-of.ts';
import { describeFronts, servers } from '../../facts/servers.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const rolloutDropsAll: Rule = {
  id: 'workload/rollout-drops-all',
  severity: 'warning',
  scope: 'service',
  title: 'A rollout ends all pods of a Service at once',
  why: 'With the strategy Recreate, or a maxUnavailable of all replicas, a rollout ends every old pod before a new one is ready. The Service has no endpoints until then and refuses all connections, with every change of the image.',
  fix: 'use RollingUpdate with maxUnavailable: 0 and maxSurge: 1',
  silent:
    'For Deployments that mount a PersistentVolumeClaim, which often only one pod may have, for StatefulSets that wait for somebody (OnDelete, partition), and for workloads that are only scraped.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy',
  check: findServers,
};

function* findServers(input: RuleInput): Generator<Problem> {
  for (const { workload, fronts } of input.shared(servers)) {
    if (workload.replicas.max === 0) continue;
    const found = dropsAll(workload);
    if (!found) continue;
    yield {
      on: workload.stored,
      field: found.field,
      message: `${found.what} lets a rollout of ${workload.kind} ${workload.name} end ${workload.replicas.count === 1 ? 'its only pod' : `all ${workload.replicas.count} pods`} before new ones are ready: ${describeFronts(fronts, 'has', 'have')} no endpoints meanwhile`,
    };
  }
}

function dropsAll(
  workload: Workload,
): { readonly field: string; readonly what: string } | undefined {
  const { stored, kind } = workload;
  const spec = object(stored.object, 'spec');
  if (kind === 'Deployment') {
    const strategy = object(spec, 'strategy');
    if (text(strategy, 'type') !== 'Recreate') {
      return ofRolling(workload, object(strategy, 'rollingUpdate'), 'spec.strategy');
    }
    if (mountsClaim(workload)) return undefined;
    return { field: 'spec.strategy.type', what: 'the strategy Recreate' };
  }
  if (kind !== 'StatefulSet' || workload.replicas.count < 2) return undefined;
  const strategy = object(spec, 'updateStrategy');
  const rolling = object(strategy, 'rollingUpdate');
  if (text(strategy, 'type') === 'OnDelete' || (rolling?.['partition'] ?? 0) !== 0) {
    return undefined;
  }
  return ofRolling(workload, rolling, 'spec.updateStrategy');
}

function ofRolling(
  { replicas: { count } }: Workload,
  rolling: Workload['spec'] | undefined,
  field: string,
): { readonly field: string; readonly what: string } | undefined {
  const written = intOrString(rolling, 'maxUnavailable');
  const unavailable = countOf(written, count, 'down');
  if (unavailable === undefined || unavailable === 0 || unavailable < count) return undefined;
  return { field: `${field}.rollingUpdate.maxUnavailable`, what: `maxUnavailable ${written}` };
}

function mountsClaim({ spec }: Workload): boolean {
  return objects(spec, 'volumes').some(
    (volume) => object(volume, 'persistentVolumeClaim') !== undefined,
  );
}
