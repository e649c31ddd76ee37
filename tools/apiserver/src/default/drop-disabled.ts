import type { JsonObject } from 'kustomize-ts';
import { object, objects } from '../field/read.ts';

// Source: pkg/api/pod/util.go, dropDisabledFields, with the feature gates of 1.36 at their defaults.

/** Takes away what belongs to features that are off: stop signals, two kinds of projection, scheduling groups. */
export function dropDisabledPodFields(spec: JsonObject | undefined): void {
  if (!spec) return;
  delete spec['schedulingGroup'];
  for (const volume of objects(spec, 'volumes')) {
    for (const source of objects(object(volume, 'projected'), 'sources')) {
      delete source['clusterTrustBundle'];
      delete source['podCertificate'];
    }
  }
  for (const list of ['containers', 'initContainers', 'ephemeralContainers']) {
    for (const container of objects(spec, list)) dropStopSignal(container);
  }
}

function dropStopSignal(container: JsonObject): void {
  const lifecycle = object(container, 'lifecycle');
  if (lifecycle?.['stopSignal'] === undefined) return;
  delete lifecycle['stopSignal'];
  if (Object.keys(lifecycle).length === 0) delete container['lifecycle'];
}

/** The same for the template in `spec.template`. */
export function dropDisabledTemplateFields(target: JsonObject): void {
  dropDisabledPodFields(object(object(object(target, 'spec'), 'template'), 'spec'));
}

/** A StatefulSet's `maxUnavailable` is behind a feature that is off (MaxUnavailableStatefulSet). */
export function dropDisabledStatefulSetFields(target: JsonObject): void {
  dropDisabledTemplateFields(target);
  const strategy = object(object(target, 'spec'), 'updateStrategy');
  delete object(strategy, 'rollingUpdate')?.['maxUnavailable'];
}

/** The same for the template of a CronJob's Jobs. */
export function dropDisabledCronJobFields(target: JsonObject): void {
  const job = object(object(object(target, 'spec'), 'jobTemplate'), 'spec');
  dropDisabledPodFields(object(object(job, 'template'), 'spec'));
}

/** The same for a PodTemplate object. */
export function dropDisabledPodTemplateFields(target: JsonObject): void {
  dropDisabledPodFields(object(object(target, 'template'), 'spec'));
}
