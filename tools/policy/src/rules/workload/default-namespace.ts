import { object, text } from '@fingerpost/apiserver';
import type { StoredObject } from '@fingerpost/discovery';
import { isLiveCopy } from '../../facts/live-copy.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const defaultNamespace: Rule = {
  id: 'workload/default-namespace',
  severity: 'warning',
  scope: 'resource',
  title: 'A workload or Service in the namespace default',
  why: 'The namespace default is where everything lands that names none. NetworkPolicies, quotas and access rights of one team cannot be told from those of another there, and short names of Services meet those of strangers.',
  fix: 'give it a namespace of its own',
  silent:
    'Where no namespace is written: then whoever applies it chooses one. The Service `kubernetes` of the API server belongs there.',
  source:
    'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces',
  check: findObjects,
};

const KINDS = new Set([
  'CronJob',
  'DaemonSet',
  'Deployment',
  'Job',
  'Pod',
  'ReplicaSet',
  'ReplicationController',
  'Service',
  'StatefulSet',
]);

function* findObjects({ checked }: RuleInput): Generator<Problem> {
  for (const stored of checked) {
    if (stored.namespace !== 'default' || !KINDS.has(stored.kind) || isOfCluster(stored)) continue;
    if (text(object(stored.written, 'metadata'), 'namespace') !== 'default') continue;
    yield {
      on: stored,
      field: 'metadata.namespace',
      message: `${stored.kind} ${stored.name} stands in the namespace default, together with everything that names no namespace`,
    };
  }
}

function isOfCluster(stored: StoredObject): boolean {
  return isLiveCopy(stored) || (stored.kind === 'Service' && stored.name === 'kubernetes');
}
