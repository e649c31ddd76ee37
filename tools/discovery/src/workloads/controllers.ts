import { flag, object, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { StoredObject } from '../store/stored-object.ts';

/** A kind that makes pods: its group, and where its pod template stands. */
interface Controller {
  readonly group: string;
  readonly kind: string;
  readonly template: readonly string[];
}

/** The kinds of Kubernetes that make pods. */
export const CONTROLLERS: readonly Controller[] = [
  { group: 'apps', kind: 'DaemonSet', template: ['spec', 'template'] },
  { group: 'apps', kind: 'Deployment', template: ['spec', 'template'] },
  { group: 'apps', kind: 'ReplicaSet', template: ['spec', 'template'] },
  { group: 'apps', kind: 'StatefulSet', template: ['spec', 'template'] },
  { group: '', kind: 'ReplicationController', template: ['spec', 'template'] },
  { group: 'batch', kind: 'CronJob', template: ['spec', 'jobTemplate', 'spec', 'template'] },
  { group: 'batch', kind: 'Job', template: ['spec', 'template'] },
];

const JOB_UIDS = ['batch.kubernetes.io/controller-uid', 'controller-uid'];
const JOB_NAMES = ['batch.kubernetes.io/job-name', 'job-name'];

export function templateOf(stored: StoredObject, { template }: Controller): JsonObject | undefined {
  return template.reduce<JsonObject | undefined>((value, key) => object(value, key), stored.object);
}

/**
 * Labels whose values only a cluster knows (`DefaultDeploymentUniqueLabelKey`, `ControllerRevisionHashLabelKey`,
 * `generateSelector` of the Job strategy, whose jobs also have random names under a CronJob).
 */
export function unknownLabelsOf(stored: StoredObject): readonly string[] {
  const spec = object(stored.object, 'spec');
  switch (stored.kind) {
    case 'Deployment':
      return ['pod-template-hash'];
    case 'DaemonSet':
      return ['controller-revision-hash', 'pod-template-generation'];
    case 'StatefulSet':
      return ['controller-revision-hash'];
    case 'CronJob': {
      const job = object(object(spec, 'jobTemplate'), 'spec');
      const named = flag(job, 'manualSelector') ? [] : [...JOB_UIDS, ...JOB_NAMES];
      return isIndexed(job) ? [...named, COMPLETION_INDEX] : named;
    }
    case 'Job':
      return flag(spec, 'manualSelector') ? [] : JOB_UIDS;
    default:
      return [];
  }
}

/** The label that tells pods of an indexed Job apart. */
export const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';

/** The labels that the API server adds to the template of a Job. */
export function jobLabels(job: StoredObject): readonly (readonly [string, string])[] {
  if (flag(object(job.object, 'spec'), 'manualSelector')) return [];
  return JOB_NAMES.map((key) => [key, job.name]);
}

/** Whether the pods of a Job are numbered, from its spec. */
export function isIndexed(spec: JsonObject | undefined): boolean {
  return text(spec, 'completionMode') === 'Indexed';
}
