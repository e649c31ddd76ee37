import type { JsonObject } from 'kustomize-ts';
import { invalid, type FieldError } from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { flag, object, objects, optionalInteger, text } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { sameObject } from '../field/same-value.ts';
import { nameIsSubdomain, validateMetadata, validateMetadataUpdate } from '../validate/metadata.ts';
import { validateJobBody, validateJobSpec } from '../validate/job.ts';
import { validateImmutable } from './immutable.ts';

// Source: pkg/apis/batch/validation/validation.go, ValidateJobUpdate; pkg/registry/batch/job/strategy.go.

const SPEC = root.child('spec');
const FIXED = [
  'completionMode',
  'podFailurePolicy',
  'backoffLimitPerIndex',
  'managedBy',
  'successPolicy',
];
/** What of a suspended Job's pods may change, beside the affinity to nodes and the resources. */
const SCHEDULING = ['nodeSelector', 'tolerations', 'schedulingGates'];

/** The rules of a changed Job, which upstream asks as those of a new one first. */
export function validateJobUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  const spec = specOf(after);
  const old = specOf(before);
  return [
    ...validateMetadata(after, true, nameIsSubdomain),
    ...validateJobBody(after),
    ...validateMetadataUpdate(after, before),
    ...validateJobSpec(spec, SPEC),
    ...validateCompletions(spec, old, SPEC.child('completions')),
    ...validateImmutable(spec, old, 'selector', SPEC),
    ...validateTemplateChange(spec, old),
    ...FIXED.flatMap((field) => validateImmutable(spec, old, field, SPEC)),
  ];
}

/** The completions of an indexed Job change with its parallelism, those of others not at all. */
function validateCompletions(spec: JsonObject, old: JsonObject, path: Path): FieldError[] {
  if (text(spec, 'completionMode') !== 'Indexed') {
    return validateImmutable(spec, old, 'completions', SPEC);
  }
  const completions = optionalInteger(spec, 'completions');
  if (completions === undefined || completions === optionalInteger(old, 'completions')) return [];
  if (completions === optionalInteger(spec, 'parallelism')) return [];
  return [invalid(path, completions, 'can only be modified in tandem with spec.parallelism')];
}

/**
 * Pods of a suspended Job may get other nodes and resources (KEP-2926, KEP-5440); upstream looks at no metadata
 * of the template then.
 */
function validateTemplateChange(spec: JsonObject, old: JsonObject): FieldError[] {
  if (!flag(old, 'suspend')) return validateImmutable(spec, old, 'template', SPEC);
  const podSpec = object(object(spec, 'template'), 'spec') ?? {};
  const oldPodSpec = object(object(old, 'template'), 'spec') ?? {};
  if (sameObject(podSpec, withNewChoices(oldPodSpec, podSpec))) return [];
  return [invalid(SPEC.child('template', 'spec'), podSpec, 'field is immutable')];
}

/** The old spec with the new values of everything that may change. */
function withNewChoices(old: JsonObject, spec: JsonObject): JsonObject {
  const merged: JsonObject = { ...old };
  for (const field of SCHEDULING) setFrom(merged, spec, field);
  mergeAffinity(merged, spec);
  for (const list of ['containers', 'initContainers']) {
    const containers = objects(spec, list);
    const oldContainers = objects(old, list);
    if (containers.length === 0 || containers.length !== oldContainers.length) continue;
    merged[list] = oldContainers.map((oldContainer, index) => {
      const container = containers[index] ?? {};
      if (text(container, 'name') !== text(oldContainer, 'name')) return oldContainer;
      return setFrom({ ...oldContainer }, container, 'resources');
    });
  }
  return merged;
}

function mergeAffinity(merged: JsonObject, spec: JsonObject): void {
  const oldAffinity = object(merged, 'affinity');
  const affinity = object(spec, 'affinity');
  if (!oldAffinity && !affinity) return;
  const result = setFrom({ ...oldAffinity }, affinity ?? {}, 'nodeAffinity');
  if (!affinity && Object.keys(result).length === 0) delete merged['affinity'];
  else merged['affinity'] = result;
}

function setFrom(target: JsonObject, source: JsonObject, field: string): JsonObject {
  const value = source[field];
  if (value === undefined) delete target[field];
  else target[field] = value;
  return target;
}
