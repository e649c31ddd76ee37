import type { JsonObject } from 'kustomize-ts';
import { object } from '../field/read.ts';
import type { Admission, Cluster } from '../kind.ts';
import { reviewPodSecurity } from './pod-security/pod-security.ts';
import { forbiddenPod } from './forbidden-pod.ts';
import { podLimitProblem } from './limit-range-problems.ts';
import { overheadProblem } from './runtime-class.ts';

/** What validating admission plugins say of a Pod: limit ranges, pod security, its runtime class, in this order. */
export function reviewPod(pod: JsonObject, cluster: Cluster, before?: JsonObject): Admission {
  // Of a changed Pod, only pod security looks at anything.
  if (before) return reviewPodSecurity(pod, cluster, before);
  const limits = podLimitProblem(pod, cluster);
  if (limits !== undefined) return { refusal: forbiddenPod(pod, limits), warnings: [] };
  const security = reviewPodSecurity(pod, cluster);
  if (security.refusal) return security;
  const overhead = overheadProblem(object(pod, 'spec') ?? {}, cluster);
  if (overhead === undefined) return security;
  return { refusal: forbiddenPod(pod, overhead), warnings: security.warnings };
}
