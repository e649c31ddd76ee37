import { object, text } from '@fingerpost/apiserver';
import type { Store } from '../store/store.ts';
import type { StoredObject } from '../store/stored-object.ts';

/** Who sets the replicas of what. */
export interface Autoscalers {
  of(workload: StoredObject): StoredObject | undefined;
}

/** The HorizontalPodAutoscalers by what they scale (`spec.scaleTargetRef`). */
export function autoscalersOf(store: Store): Autoscalers {
  const byTarget = new Map<string, StoredObject>();
  for (const autoscaler of store.list('autoscaling', 'HorizontalPodAutoscaler')) {
    const target = object(object(autoscaler.object, 'spec'), 'scaleTargetRef');
    const key = `${autoscaler.namespace}/${text(target, 'kind')}/${text(target, 'name')}`;
    byTarget.set(key, autoscaler);
  }
  return {
    of: ({ namespace, kind, name }) => byTarget.get(`${namespace}/${kind}/${name}`),
  };
}
