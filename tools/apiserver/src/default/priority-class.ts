import type { JsonObject } from 'kustomize-ts';

/** Source: SetDefaults_PriorityClass in pkg/apis/scheduling/v1/defaults.go. */
export function defaultPriorityClass(priorityClass: JsonObject): void {
  priorityClass['preemptionPolicy'] ??= 'PreemptLowerPriority';
}
