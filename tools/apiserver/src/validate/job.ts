import type { JsonObject } from 'kustomize-ts';
import { invalid, notSupported, required, tooLong, type FieldError } from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { flag, integer, object, optionalInteger, optionalText, text } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { selectorMatches, validateLabelSelector } from './common/label-selector.ts';
import { byteLength, dns1123Label } from './common/names.ts';
import { validateDomainPrefixedPath } from './domain-prefixed-path.ts';
import { JOB_UID } from '../default/job.ts';
import { validatePodFailurePolicy } from './job-failure-policy.ts';
import { validateSuccessPolicy } from './job-success-policy.ts';
import { nameIsSubdomain, validateMetadata } from './metadata.ts';
import { validateNonNegative } from './pod-spec/numbers.ts';
import { showSelector, sortedMap } from './pod-spec/show-selector.ts';
import { validatePodTemplate, validateTemplateMatches } from './pod-template.ts';

// Source: pkg/apis/batch/validation/validation.go.

const MODES = ['NonIndexed', 'Indexed'];
const COUNTS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
];
const MAX_INDEXED = 100_000;
const MAX_WITH_MANY_COMPLETIONS = 10_000;
const MAX_MANAGED_BY = 63;

/** A new Job. */
export function validateJob(target: JsonObject): FieldError[] {
  return [...validateMetadata(target, true, nameIsSubdomain), ...validateJobBody(target)];
}

/** All rules of a Job but those of metadata; upstream asks them of updates too (ValidateJob). */
export function validateJobBody(target: JsonObject): FieldError[] {
  const spec = specOf(target);
  return [
    ...validateGeneratedSelector(target),
    ...validateJobSpec(spec, root.child('spec')),
    ...validateIndexedName(target),
  ];
}

/** The selector and labels that the server generates: all there, and with its values. */
function validateGeneratedSelector(target: JsonObject): FieldError[] {
  const spec = specOf(target);
  const selector = object(spec, 'selector');
  if (flag(spec, 'manualSelector') || !selector) return [];
  const name = text(object(target, 'metadata'), 'name');
  const labels = object(object(object(spec, 'template'), 'metadata'), 'labels');
  const path = root.child('spec', 'template', 'metadata', 'labels');
  const expected: readonly (readonly [string, string])[] = [
    ['controller-uid', JOB_UID],
    ['job-name', name],
    ['batch.kubernetes.io/controller-uid', JOB_UID],
    ['batch.kubernetes.io/job-name', name],
  ];
  const errors: FieldError[] = [];
  for (const [key, value] of expected) {
    const actual = optionalText(labels, key);
    if (actual === undefined) errors.push(required(path.key(key), `must be '${value}'`));
    else if (actual !== value)
      errors.push(invalid(path.key(key), sortedMap(labels ?? {}), `must be '${value}'`));
  }
  const selectorPath = root.child('spec', 'selector');
  const readable = validateLabelSelector(selector, selectorPath).length === 0;
  if (readable && !selectorMatches(selector, new Map(expected))) {
    errors.push(invalid(selectorPath, showSelector(selector), '`selector` not auto-generated'));
  }
  return errors;
}

/** The spec of a Job, with its selector. */
export function validateJobSpec(spec: JsonObject, path: Path): FieldError[] {
  const selector = object(spec, 'selector');
  const selectorPath = path.child('selector');
  const selectorErrors = selector
    ? validateLabelSelector(selector, selectorPath)
    : [required(selectorPath)];
  // An absent selector matches nothing; one that cannot be read is not asked.
  const matching =
    selector && selectorErrors.length > 0
      ? []
      : validateTemplateMatches(object(spec, 'template') ?? {}, selector, path.child('template'));
  return [...validateJobSpecBody(spec, path), ...selectorErrors, ...matching];
}

/** The spec of a Job without its selector, which the template of a CronJob does not have. */
export function validateJobSpecBody(spec: JsonObject, path: Path): FieldError[] {
  const errors = COUNTS.flatMap((field) => validateNonNegative(spec, field, path));
  if (
    optionalInteger(spec, 'maxFailedIndexes') !== undefined &&
    optionalInteger(spec, 'backoffLimitPerIndex') === undefined
  ) {
    errors.push(required(path.child('backoffLimitPerIndex'), 'when maxFailedIndexes is specified'));
  }
  const template = object(spec, 'template') ?? {};
  return [
    ...errors,
    ...validateManagedBy(spec, path.child('managedBy')),
    ...validateCompletionMode(spec, path),
    ...validatePodFailurePolicy(spec, path.child('podFailurePolicy')),
    ...validateSuccessPolicy(spec, path.child('successPolicy')),
    ...validateReplacementPolicy(spec, path.child('podReplacementPolicy')),
    ...validatePodTemplate(template, path.child('template')),
    ...validateRestartPolicy(spec, template, path.child('template', 'spec', 'restartPolicy')),
  ];
}

function validateManagedBy(spec: JsonObject, path: Path): FieldError[] {
  const managedBy = optionalText(spec, 'managedBy');
  if (managedBy === undefined) return [];
  const errors = validateDomainPrefixedPath(managedBy, path);
  if (byteLength(managedBy) > MAX_MANAGED_BY) errors.push(tooLong(path, MAX_MANAGED_BY));
  return errors;
}

function validateCompletionMode(spec: JsonObject, path: Path): FieldError[] {
  const mode = optionalText(spec, 'completionMode') ?? 'NonIndexed';
  if (mode === 'Indexed') return validateIndexed(spec, path);
  if (mode !== 'NonIndexed') return [notSupported(path.child('completionMode'), mode, MODES)];
  return ['backoffLimitPerIndex', 'maxFailedIndexes'].flatMap((field) => {
    const value = optionalInteger(spec, field);
    if (value === undefined) return [];
    return [invalid(path.child(field), value, 'requires indexed completion mode')];
  });
}

function validateIndexed(spec: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const completions = optionalInteger(spec, 'completions');
  const parallelism = optionalInteger(spec, 'parallelism') ?? 0;
  const failed = optionalInteger(spec, 'maxFailedIndexes');
  const failedPath = path.child('maxFailedIndexes');
  if (completions === undefined) {
    errors.push(required(path.child('completions'), 'when completion mode is Indexed'));
  }
  if (parallelism > MAX_INDEXED) {
    const detail = `must be less than or equal to ${MAX_INDEXED} when completion mode is Indexed`;
    errors.push(invalid(path.child('parallelism'), parallelism, detail));
  }
  if (completions !== undefined && failed !== undefined && failed > completions) {
    errors.push(invalid(failedPath, failed, 'must be less than or equal to completions'));
  }
  if (failed !== undefined && failed > MAX_INDEXED) {
    errors.push(invalid(failedPath, failed, `must be less than or equal to ${MAX_INDEXED}`));
  }
  const perIndex = optionalInteger(spec, 'backoffLimitPerIndex') !== undefined;
  if (completions === undefined || completions <= MAX_INDEXED || !perIndex) return errors;
  const limit = `must be less than or equal to ${MAX_WITH_MANY_COMPLETIONS} when completions are above ${MAX_INDEXED} and used with backoff limit per index`;
  if (failed === undefined) {
    const detail = `must be specified when completions is above ${MAX_INDEXED}`;
    errors.push(required(failedPath, detail));
  }
  if (parallelism > MAX_WITH_MANY_COMPLETIONS) {
    errors.push(invalid(path.child('parallelism'), parallelism, limit));
  }
  if (failed !== undefined && failed > MAX_WITH_MANY_COMPLETIONS) {
    errors.push(invalid(failedPath, failed, limit));
  }
  return errors;
}

function validateReplacementPolicy(spec: JsonObject, path: Path): FieldError[] {
  const policy = optionalText(spec, 'podReplacementPolicy');
  const supported = object(spec, 'podFailurePolicy')
    ? ['Failed']
    : ['Failed', 'TerminatingOrFailed'];
  if (policy === undefined || supported.includes(policy)) return [];
  return [notSupported(path, policy, supported)];
}

/** A Job's pods end; upstream takes the default of pods for a missing value. */
function validateRestartPolicy(spec: JsonObject, template: JsonObject, path: Path): FieldError[] {
  const policy = text(object(template, 'spec'), 'restartPolicy');
  if (policy === 'Always' || policy === '') {
    return [required(path, 'valid values: "OnFailure", "Never"')];
  }
  if (policy !== 'OnFailure' && policy !== 'Never') {
    return [notSupported(path, policy, ['OnFailure', 'Never'])];
  }
  if (!object(spec, 'podFailurePolicy') || policy === 'Never') return [];
  return [invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified')];
}

/** The pods of an indexed Job are named by it and their index. */
function validateIndexedName(target: JsonObject): FieldError[] {
  const spec = object(target, 'spec');
  const completions = integer(spec, 'completions');
  if (text(spec, 'completionMode') !== 'Indexed' || completions <= 0) return [];
  const name = text(object(target, 'metadata'), 'name');
  const longest = `${name}-${completions - 1}`;
  if (dns1123Label(longest).length === 0) return [];
  const detail = `will not able to create pod with invalid DNS label: ${longest}`;
  return [invalid(root.child('metadata', 'name'), name, detail)];
}
