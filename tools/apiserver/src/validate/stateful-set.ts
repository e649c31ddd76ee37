import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import { invalid, invalidEach, notSupported, required, type FieldError } from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { intOrString, object, objects, text } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { validateLabelSelector, validateLabels } from './common/label-selector.ts';
import { dns1123Label } from './common/names.ts';
import { nameIsLabel, validateAnnotations, validateMetadata } from './metadata.ts';
import { validatePodAnnotations } from './pod-spec/annotations.ts';
import { validateClaimSpec } from './pod-spec/claim-spec.ts';
import { goStruct, type Shape } from './pod-spec/go-struct.ts';
import { validateNonNegative } from './pod-spec/numbers.ts';
import { showSelector } from './pod-spec/show-selector.ts';
import {
  validatePodTemplate,
  validateRunsForEver,
  validateTemplateMatches,
} from './pod-template.ts';
import { isEmptySelector, validateRequiredSelector } from './replica-set.ts';
import { amountOf, validateAmount, validateAtMostAll } from './rolling-update.ts';

// Source: pkg/apis/apps/validation/validation.go.

const RETENTION = ['Retain', 'Delete'];
const ROLLING_UPDATE: Shape = [
  ['Partition', 'partition', 0],
  ['MaxUnavailable', 'maxUnavailable', null],
];

/** A new StatefulSet. */
export function validateStatefulSet(target: JsonObject): FieldError[] {
  return [
    ...validateMetadata(target, true, nameIsLabel),
    ...validateStatefulSetSpec(specOf(target), root.child('spec'), true),
  ];
}

/** The spec; the Service's name and the claims, which cannot change, are checked when it is `isNew`. */
export function validateStatefulSetSpec(
  spec: JsonObject,
  path: Path,
  isNew: boolean,
): FieldError[] {
  const strategyPath = path.child('updateStrategy');
  const retention = object(spec, 'persistentVolumeClaimRetentionPolicy');
  const serviceName = text(spec, 'serviceName');
  return [
    ...validateManagementPolicy(spec, path.child('podManagementPolicy')),
    ...validateUpdateStrategy(object(spec, 'updateStrategy') ?? {}, strategyPath),
    ...validateRetention(retention, path.child('persistentVolumeClaimRetentionPolicy')),
    ...(isNew ? validateClaimTemplates(spec, path.child('volumeClaimTemplates')) : []),
    ...validateNonNegative(spec, 'replicas', path),
    ...validateNonNegative(spec, 'minReadySeconds', path),
    ...validateNonNegative(object(spec, 'ordinals'), 'start', path.child('ordinals')),
    ...(isNew && serviceName !== ''
      ? invalidEach(path.child('serviceName'), serviceName, dns1123Label(serviceName))
      : []),
    ...validateOwnPods(spec, path),
    ...validateRunsForEver(object(spec, 'template') ?? {}, 'StatefulSet', path.child('template')),
  ];
}

function validateManagementPolicy(spec: JsonObject, path: Path): FieldError[] {
  const policy = text(spec, 'podManagementPolicy');
  if (policy === '') return [required(path)];
  if (policy === 'OrderedReady' || policy === 'Parallel') return [];
  return [invalid(path, policy, "must be 'OrderedReady' or 'Parallel'")];
}

function validateUpdateStrategy(strategy: JsonObject, path: Path): FieldError[] {
  const rolling = object(strategy, 'rollingUpdate');
  const rollingPath = path.child('rollingUpdate');
  switch (text(strategy, 'type')) {
    case '':
      return [required(path)];
    case 'OnDelete': {
      if (!rolling) return [];
      const shown = goStruct(rolling, ROLLING_UPDATE);
      return [invalid(rollingPath, shown, "only allowed for updateStrategy 'RollingUpdate'")];
    }
    case 'RollingUpdate':
      return rolling ? validateRollingUpdate(rolling, rollingPath) : [];
    default: {
      const shown = goStruct(strategy, [
        ['Type', 'type', ''],
        ['RollingUpdate', 'rollingUpdate', null, ROLLING_UPDATE],
      ]);
      return [invalid(path, shown, "must be 'RollingUpdate' or 'OnDelete'")];
    }
  }
}

function validateRollingUpdate(rolling: JsonObject, path: Path): FieldError[] {
  const errors = validateNonNegative(rolling, 'partition', path);
  const unavailable = intOrString(rolling, 'maxUnavailable');
  if (unavailable === undefined) return errors;
  const at = path.child('maxUnavailable');
  append(errors, validateAmount(unavailable, at));
  if (amountOf(unavailable) === 0) errors.push(invalid(at, unavailable, 'cannot be 0'));
  return [...errors, ...validateAtMostAll(unavailable, at)];
}

function validateRetention(retention: JsonObject | undefined, path: Path): FieldError[] {
  if (!retention) return [];
  return ['whenDeleted', 'whenScaled'].flatMap((field) => {
    const policy = text(retention, field);
    return RETENTION.includes(policy) ? [] : [notSupported(path.child(field), policy, RETENTION)];
  });
}

function validateClaimTemplates(spec: JsonObject, path: Path): FieldError[] {
  return objects(spec, 'volumeClaimTemplates').flatMap((claim, index) =>
    validateClaimSpec(object(claim, 'spec'), path.index(index).child('spec')),
  );
}

function validateOwnPods(spec: JsonObject, path: Path): FieldError[] {
  const selector = object(spec, 'selector');
  const selectorPath = path.child('selector');
  const errors = validateRequiredSelector(selector, 'statefulset', selectorPath);
  if (selector && validateLabelSelector(selector, selectorPath).length > 0) {
    return [...errors, invalid(selectorPath, showSelector(selector), '')];
  }
  const template = object(spec, 'template') ?? {};
  const templatePath = path.child('template');
  const metadata = object(template, 'metadata');
  const templateSpec = specOf(template);
  return [
    ...errors,
    ...(isEmptySelector(selector) ? [] : validateTemplateMatches(template, selector, templatePath)),
    ...validatePodTemplate(withClaims(template, spec), templatePath),
    // Upstream asks these a second time.
    ...validateLabels(metadata, 'labels', templatePath.child('labels')),
    ...validateAnnotations(metadata, templatePath.child('annotations')),
    ...validatePodAnnotations(metadata, templateSpec, templatePath.child('annotations')),
  ];
}

/** The template as its pods get it: with the volumes of the claims, and the names that the controller gives. */
function withClaims(template: JsonObject, spec: JsonObject): JsonObject {
  const claims = new Set(
    objects(spec, 'volumeClaimTemplates').map((claim) => text(object(claim, 'metadata'), 'name')),
  );
  const { hostname: _hostname, subdomain: _subdomain, ...podSpec } = specOf(template);
  if (claims.size === 0) return { ...template, spec: podSpec };
  const volumes = [
    ...[...claims].map((name) => ({ name, persistentVolumeClaim: { claimName: name } })),
    ...objects(podSpec, 'volumes').filter((volume) => !claims.has(text(volume, 'name'))),
  ];
  return { ...template, spec: { ...podSpec, volumes } };
}
