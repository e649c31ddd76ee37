import type { JsonObject } from 'kustomize-ts';
import { integer, objects, optionalInteger, optionalText, text } from '../field/read.ts';
import type { Admission, Cluster, Refusal } from '../kind.ts';
import { SYSTEM_PRIORITIES } from '../validate/priority-class.ts';
import { admitServiceAccount } from './admit-service-account.ts';
import { syncAppArmor } from './app-armor.ts';
import { existingNamed, existingOf, nameOf } from './existing.ts';
import { applyLimitRanges } from './limit-ranges.ts';
import { admitRuntimeClass } from './runtime-class.ts';
import { structField } from './struct-field.ts';

const TOLERATED_TAINTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
const TOLERATION_SECONDS = 300;
const PREEMPTION = 'PreemptLowerPriority';

/**
 * What the mutating admission plugins of the API server do to a new Pod, in their order: limit ranges, its service
 * account and token, priority, two tolerations, its runtime class. What the cluster is not known to have is refused,
 * as by the server before it is there; the service account `default` is in every namespace.
 */
export function admitPod(pod: JsonObject, cluster: Cluster): Admission {
  const spec = structField(pod, 'spec');
  applyLimitRanges(pod, cluster);
  const why =
    admitServiceAccount(pod, spec, cluster) ??
    admitPriority(spec, cluster) ??
    admitTolerations(spec) ??
    admitRuntimeClass(spec, cluster);
  if (why !== undefined) return { refusal: forbiddenPod(pod, why), warnings: [] };
  return { warnings: syncAppArmor(pod, spec) };
}

/** The refusal of a Pod by an admission plugin. */
export function forbiddenPod(pod: JsonObject, why: string): Refusal {
  const message = `pods "${nameOf(pod)}" is forbidden: ${why}`;
  return { reason: 'Forbidden', code: 403, message };
}

/** Source: plugin/pkg/admission/priority/admission.go. */
function admitPriority(spec: JsonObject, cluster: Cluster): string | undefined {
  const given = text(spec, 'priorityClassName');
  const found = given === '' ? defaultPriority(cluster) : namedPriority(given, cluster);
  if (found === undefined) return `no PriorityClass with name ${given} was found`;
  const computed = (value: string): string =>
    `must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`;
  const priority = optionalInteger(spec, 'priority');
  if (priority !== undefined && priority !== found.value) {
    return `the integer value of priority (${priority}) ${computed(String(found.value))}`;
  }
  const policy = optionalText(spec, 'preemptionPolicy');
  if (policy !== undefined && policy !== found.preemption) {
    return `the string value of PreemptionPolicy (${policy}) ${computed(found.preemption)}`;
  }
  if (found.name !== '') spec['priorityClassName'] = found.name;
  spec['priority'] = found.value;
  spec['preemptionPolicy'] = found.preemption;
  return undefined;
}

interface Priority {
  readonly name: string;
  readonly value: number;
  readonly preemption: string;
}

function namedPriority(name: string, cluster: Cluster): Priority | undefined {
  const value = SYSTEM_PRIORITIES.get(name);
  if (value !== undefined) return { name, value, preemption: PREEMPTION };
  const priorityClass = existingNamed(cluster, 'PriorityClass', name);
  return priorityClass && priorityOf(priorityClass);
}

/** The least of those that are marked as the default for all. */
function defaultPriority(cluster: Cluster): Priority {
  const defaults = existingOf(cluster, 'PriorityClass')
    .filter((candidate) => candidate['globalDefault'] === true)
    .map((candidate) => priorityOf(candidate))
    .toSorted((a, b) => a.value - b.value);
  return defaults[0] ?? { name: '', value: 0, preemption: PREEMPTION };
}

function priorityOf(priorityClass: JsonObject): Priority {
  const preemption = optionalText(priorityClass, 'preemptionPolicy') ?? PREEMPTION;
  return { name: nameOf(priorityClass), value: integer(priorityClass, 'value'), preemption };
}

/** Source: plugin/pkg/admission/defaulttolerationseconds/admission.go. */
export function admitTolerations(spec: JsonObject): undefined {
  const tolerations = [...objects(spec, 'tolerations')];
  const given = [...tolerations];
  for (const key of TOLERATED_TAINTS) {
    const tolerated = given.some(
      (toleration) =>
        ['', key].includes(text(toleration, 'key')) &&
        ['', 'NoExecute'].includes(text(toleration, 'effect')),
    );
    if (tolerated) continue;
    tolerations.push({
      key,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: TOLERATION_SECONDS,
    });
  }
  spec['tolerations'] = tolerations;
}
