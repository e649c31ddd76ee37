import type { JsonObject } from 'kustomize-ts';
import { forbidden, type FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { object } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { sameObject } from '../field/same-value.ts';
import { validateCronJobSpec } from '../validate/cron-job.ts';
import { validateDaemonSetSpec } from '../validate/daemon-set.ts';
import { validateDeploymentSpec } from '../validate/deployment.ts';
import { validateMetadataUpdate } from '../validate/metadata.ts';
import { validatePodTemplate } from '../validate/pod-template.ts';
import { validateReplicaSetSpec } from '../validate/replica-set.ts';
import { validateReplicationControllerSpec } from '../validate/replication-controller.ts';
import { validateStatefulSetSpec } from '../validate/stateful-set.ts';
import { validateImmutable } from './immutable.ts';

// Source: pkg/apis/{apps,batch,core}/validation/validation.go, the functions named Validate...Update.

const SPEC = root.child('spec');
const STATEFUL_SET_MAY_CHANGE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

/** A Deployment keeps its selector. */
export function validateDeploymentUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  const spec = specOf(after);
  return [
    ...validateMetadataUpdate(after, before),
    ...validateDeploymentSpec(spec, SPEC),
    ...validateImmutable(spec, specOf(before), 'selector', SPEC),
  ];
}

/** A ReplicaSet keeps its selector. */
export function validateReplicaSetUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  const spec = specOf(after);
  return [
    ...validateMetadataUpdate(after, before),
    ...validateReplicaSetSpec(spec, SPEC),
    ...validateImmutable(spec, specOf(before), 'selector', SPEC),
  ];
}

/** A DaemonSet keeps its selector. */
export function validateDaemonSetUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  const spec = specOf(after);
  return [
    ...validateMetadataUpdate(after, before),
    ...validateImmutable(spec, specOf(before), 'selector', SPEC),
    ...validateDaemonSetSpec(spec, SPEC),
  ];
}

/** Most of a StatefulSet stays as it is. */
export function validateStatefulSetUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  const spec = specOf(after);
  const errors = [
    ...validateMetadataUpdate(after, before),
    ...validateStatefulSetSpec(spec, SPEC, false),
  ];
  if (sameObject(fixed(spec), fixed(specOf(before)))) return errors;
  const names = STATEFUL_SET_MAY_CHANGE.map((field) => `'${field}'`);
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
  const detail = `updates to statefulset spec for fields other than ${list} are forbidden`;
  return [...errors, forbidden(SPEC, detail)];
}

function fixed(spec: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(spec).filter(([field]) => !STATEFUL_SET_MAY_CHANGE.includes(field)),
  );
}

/** A CronJob may change as it likes; its name is not measured again. */
export function validateCronJobUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  return [
    ...validateMetadataUpdate(after, before),
    ...validateCronJobSpec(specOf(after), specOf(before), SPEC),
  ];
}

/** A ReplicationController may change even its selector. */
export function validateReplicationControllerUpdate(
  after: JsonObject,
  before: JsonObject,
): FieldError[] {
  return [
    ...validateMetadataUpdate(after, before),
    ...validateReplicationControllerSpec(specOf(after), SPEC),
  ];
}

/** A PodTemplate may change as it likes. */
export function validatePodTemplateUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  return [
    ...validateMetadataUpdate(after, before),
    ...validatePodTemplate(object(after, 'template') ?? {}, root.child('template')),
  ];
}
