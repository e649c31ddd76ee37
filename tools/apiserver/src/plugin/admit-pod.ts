import type { JsonObject } from 'kustomize-ts';
import { syncAppArmor } from '../default/app-armor.ts';
import { structField } from '../default/struct-field.ts';
import { optionalText } from '../field/read.ts';
import type { Admission, Cluster } from '../kind.ts';
import { admitServiceAccount } from './admit-service-account.ts';
import { forbiddenNewPod } from './forbidden-pod.ts';
import { applyLimitRanges } from './limit-ranges.ts';
import { admitPriority } from './priority.ts';
import { admitRuntimeClass } from './runtime-class.ts';
import { addTolerations } from './tolerations.ts';

/**
 * What the mutating admission plugins of the API server do to a new Pod, in their order: limit ranges, its service
 * account and token, priority, two tolerations, its runtime class. What the cluster is not known to have is refused,
 * as by the server before it is there; the service account `default` is in every namespace.
 */
export function admitPod(pod: JsonObject, cluster: Cluster): Admission {
  const spec = structField(pod, 'spec');
  applyLimitRanges(pod, cluster);
  const problem = admitServiceAccount(pod, spec, cluster) ?? admitPriority(spec, cluster);
  if (problem !== undefined) return { refusal: forbiddenNewPod(pod, problem), warnings: [] };
  addTolerations(spec);
  if (optionalText(spec, 'runtimeClassName') === '') {
    const message = 'resource name may not be empty';
    return { refusal: { reason: null, code: 500, message }, warnings: [] };
  }
  const mismatch = admitRuntimeClass(spec, cluster);
  if (mismatch !== undefined) return { refusal: forbiddenNewPod(pod, mismatch), warnings: [] };
  return { warnings: syncAppArmor(pod, spec) };
}
