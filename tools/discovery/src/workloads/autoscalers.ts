import { object, text } from '@fingerpost/apiserver';
import type { Environment } from '../environment/environment.ts';
import type { NotModelled } from '../not-modelled.ts';
import { describeObject } from '../store/stored-object.ts';
import type { Store } from '../store/store.ts';
import type { StoredObject } from '../store/stored-object.ts';
import { ownerKey } from './owner.ts';

/** Who sets the replicas of what. */
export interface Autoscalers {
  of(workload: StoredObject): StoredObject | undefined;
  /** How many pods a live cluster has of it; undefined where nobody knows. */
  scaledTo(workload: StoredObject): number | undefined;
  readonly notModelled: readonly NotModelled[];
}

/**
 * The HorizontalPodAutoscalers by what they scale (`spec.scaleTargetRef`: group, kind and name; the version does not
 * count). Of several with the same target the first counts: in a cluster they only keep their bounds.
 */
export function autoscalersOf(
  store: Store,
  environment: Pick<Environment, 'scaledTo'>,
): Autoscalers {
  const byTarget = new Map<string, StoredObject>();
  const notModelled: NotModelled[] = [];
  for (const autoscaler of store.list('autoscaling', 'HorizontalPodAutoscaler')) {
    const target = object(object(autoscaler.object, 'spec'), 'scaleTargetRef');
    const group = groupOf(text(target, 'apiVersion'));
    const key = [autoscaler.namespace, group, text(target, 'kind'), text(target, 'name')].join('/');
    const first = byTarget.get(key);
    if (!first) {
      byTarget.set(key, autoscaler);
      continue;
    }
    notModelled.push({
      resource: describeObject(autoscaler),
      field: 'spec.scaleTargetRef',
      reason: `${describeObject(first)} scales the same target, so neither follows its metrics (AmbiguousSelector); the model takes the bounds of ${first.name}`,
    });
  }
  return {
    of: ({ namespace, group, kind, name }) =>
      byTarget.get([namespace, group, kind, name].join('/')),
    scaledTo: ({ namespace, kind, name }) =>
      environment.scaledTo?.(ownerKey(namespace, kind, name)),
    notModelled,
  };
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
