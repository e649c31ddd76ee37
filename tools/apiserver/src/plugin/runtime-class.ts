import type { JsonObject } from 'kustomize-ts';
import { object, objects, optionalInteger, optionalText, text, textMap } from '../field/read.ts';
import { sameValue } from '../field/same-value.ts';
import type { Cluster } from '../kind.ts';
import { existingNamed } from './existing.ts';

// Source: plugin/pkg/admission/runtimeclass/admission.go; pkg/util/tolerations.

const OTHER_OVERHEAD = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";

/** Gives a Pod the overhead and the nodes of its runtime class; a text is why it is refused. */
export function admitRuntimeClass(spec: JsonObject, cluster: Cluster): string | undefined {
  const name = optionalText(spec, 'runtimeClassName');
  if (name === undefined) return undefined;
  const runtimeClass = existingNamed(cluster, 'RuntimeClass', name);
  if (!runtimeClass) return `pod rejected: RuntimeClass "${name}" not found`;
  const overhead = object(object(runtimeClass, 'overhead'), 'podFixed');
  if (overhead) {
    const given = object(spec, 'overhead') ?? {};
    if (Object.keys(given).length > 0 && !sameValue(given, overhead)) return OTHER_OVERHEAD;
    spec['overhead'] = { ...overhead };
  }
  const scheduling = object(runtimeClass, 'scheduling');
  if (!scheduling) return undefined;
  const selector = new Map(textMap(spec, 'nodeSelector'));
  for (const [key, value] of textMap(scheduling, 'nodeSelector')) {
    const own = selector.get(key);
    if (own !== undefined && own !== value) {
      return `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`;
    }
    selector.set(key, value);
  }
  if (selector.size > 0) spec['nodeSelector'] = Object.fromEntries(selector);
  const tolerations = merge([
    ...objects(spec, 'tolerations'),
    ...objects(scheduling, 'tolerations'),
  ]);
  if (tolerations.length > 0) spec['tolerations'] = tolerations;
  return undefined;
}

/** Why a Pod is refused for the overhead that it says to have; undefined when it is that of its class. */
export function overheadProblem(spec: JsonObject, cluster: Cluster): string | undefined {
  const name = optionalText(spec, 'runtimeClassName');
  const runtimeClass =
    name === undefined ? undefined : existingNamed(cluster, 'RuntimeClass', name);
  const overhead = object(runtimeClass, 'overhead');
  const given = object(spec, 'overhead');
  if (overhead) return sameValue(object(overhead, 'podFixed'), given) ? undefined : OTHER_OVERHEAD;
  if (!given) return undefined;
  return 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead';
}

/** All but those that another one covers (MergeTolerations). */
function merge(all: readonly JsonObject[]): JsonObject[] {
  const merged: JsonObject[] = [];
  for (const [index, toleration] of all.entries()) {
    const covered =
      merged.some((other) => covers(other, toleration)) ||
      all
        .slice(index + 1)
        .some((other) => !sameValue(toleration, other) && covers(other, toleration));
    if (!covered) merged.push(toleration);
  }
  return merged;
}

function covers(wide: JsonObject, narrow: JsonObject): boolean {
  if (sameValue(wide, narrow)) return true;
  const operator = text(wide, 'operator');
  const key = text(wide, 'key');
  const effect = text(wide, 'effect');
  if (key !== text(narrow, 'key') && (key !== '' || operator !== 'Exists')) return false;
  if (effect !== text(narrow, 'effect') && effect !== '') return false;
  const seconds = optionalInteger(wide, 'tolerationSeconds');
  if (effect === 'NoExecute' && seconds !== undefined) {
    if ((optionalInteger(narrow, 'tolerationSeconds') ?? Infinity) > seconds) return false;
  }
  if (operator === 'Exists') return true;
  const sameText = text(narrow, 'value') === text(wide, 'value');
  return ['', 'Equal'].includes(operator) && text(narrow, 'operator') === 'Equal' && sameText;
}
