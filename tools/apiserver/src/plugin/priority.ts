import type { JsonObject } from 'kustomize-ts';
import { integer, optionalInteger, optionalText, text } from '../field/read.ts';
import type { Cluster } from '../kind.ts';
import { SYSTEM_PRIORITIES } from '../validate/priority-class.ts';
import { existingNamed, existingOf, nameOf } from './existing.ts';

// Source: plugin/pkg/admission/priority/admission.go.

const PREEMPTION = 'PreemptLowerPriority';

/** Gives a Pod the priority of its class, or says why not. */
export function admitPriority(spec: JsonObject, cluster: Cluster): string | undefined {
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
