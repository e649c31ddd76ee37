import type { JsonObject } from 'kustomize-ts';
import { cpuMetrics } from '../default/horizontal-pod-autoscaler.ts';
import { append } from '../field/append.ts';
import { forbidden, invalid, notSupported, required, type FieldError } from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { integer, object, objects, optionalInteger, optionalText, text } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { validateMetric } from './horizontal-pod-autoscaler-metric.ts';
import { validateScaleTarget } from './horizontal-pod-autoscaler-target.ts';
import { nameIsSubdomain, validateMetadata } from './metadata.ts';
import { compareQuantities } from './pod-spec/quantity.ts';

// Source: pkg/apis/autoscaling/validation/validation.go.

const SELECT_POLICIES = ['Disabled', 'Max', 'Min'];
const LONGEST_WINDOW = 3600;
const LONGEST_PERIOD = 1800;
const path = root.child('spec');

/** An autoscaler (v2) that is created. */
export function validateHorizontalPodAutoscaler(autoscaler: JsonObject): FieldError[] {
  return [
    ...validateMetadata(autoscaler, true, nameIsSubdomain),
    ...validateAutoscalerSpec(object(autoscaler, 'spec')),
  ];
}

/** An autoscaler (v1): the API server looks at it in the form of v2. */
export function validateHorizontalPodAutoscalerV1(autoscaler: JsonObject): FieldError[] {
  return validateHorizontalPodAutoscaler(toVersion2(autoscaler));
}

/** An autoscaler of v1 in the form of v2. */
export function toVersion2(autoscaler: JsonObject): JsonObject {
  const { targetCPUUtilizationPercentage = 0, ...spec } = specOf(autoscaler);
  return { ...autoscaler, spec: { ...spec, metrics: cpuMetrics(targetCPUUtilizationPercentage) } };
}

/** All but metadata; `old` is the spec that is updated. */
export function validateAutoscalerSpec(
  spec: JsonObject | undefined,
  old?: JsonObject | undefined,
): FieldError[] {
  const target = object(spec, 'scaleTargetRef');
  const oldTarget = object(old, 'scaleTargetRef');
  const isKept =
    oldTarget !== undefined &&
    ['apiVersion', 'kind'].every((key) => text(target, key) === text(oldTarget, key));
  const allowCore = !isKept && text(target, 'kind') === 'ReplicationController';
  return [
    ...validateReplicas(spec, old),
    ...validateScaleTarget(target, path.child('scaleTargetRef'), isKept, allowCore),
    ...validateMetrics(spec),
    ...validateRules(object(spec, 'behavior'), 'scaleUp'),
    ...validateRules(object(spec, 'behavior'), 'scaleDown'),
  ];
}

function validateReplicas(spec: JsonObject | undefined, old: JsonObject | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const least = optionalInteger(spec, 'minReplicas');
  const most = integer(spec, 'maxReplicas');
  const bound = optionalInteger(old, 'minReplicas') === 0 ? 0 : 1;
  if (least !== undefined && least < bound) {
    const detail = `must be greater than or equal to ${bound}`;
    errors.push(invalid(path.child('minReplicas'), least, detail));
  }
  const at = path.child('maxReplicas');
  if (most === 0) errors.push(required(at, 'must be set and greater than 0'));
  else if (most < 0) errors.push(invalid(at, most, 'must be greater than or equal to 1'));
  if (least !== undefined && most < least) {
    errors.push(invalid(at, most, 'must be greater than or equal to `minReplicas`'));
  }
  return errors;
}

function validateMetrics(spec: JsonObject | undefined): FieldError[] {
  const metrics = objects(spec, 'metrics');
  const at = path.child('metrics');
  const errors = metrics.flatMap((metric, index) => validateMetric(metric, at.index(index)));
  const reachesZero = optionalInteger(spec, 'minReplicas') === 0;
  const isOutside = metrics.some((metric) => ['Object', 'External'].includes(text(metric, 'type')));
  if (reachesZero && !isOutside) {
    const detail =
      'must specify at least one Object or External metric to support scaling to zero replicas';
    errors.push(forbidden(at, detail));
  }
  return errors;
}

function validateRules(behavior: JsonObject | undefined, key: string): FieldError[] {
  const rules = object(behavior, key);
  if (rules === undefined) return [];
  const at = path.child('behavior', key);
  const errors: FieldError[] = [];
  const window = optionalInteger(rules, 'stabilizationWindowSeconds');
  const windowAt = at.child('stabilizationWindowSeconds');
  if (window !== undefined && window < 0) {
    errors.push(invalid(windowAt, window, 'must be greater than or equal to zero'));
  }
  if (window !== undefined && window > LONGEST_WINDOW) {
    errors.push(invalid(windowAt, window, `must be less than or equal to ${LONGEST_WINDOW}`));
  }
  const select = optionalText(rules, 'selectPolicy');
  if (select !== undefined && !SELECT_POLICIES.includes(select)) {
    errors.push(notSupported(at.child('selectPolicy'), select, SELECT_POLICIES));
  }
  const policies = objects(rules, 'policies');
  if (policies.length === 0) {
    errors.push(required(at.child('policies'), 'must specify at least one Policy'));
  }
  for (const [index, policy] of policies.entries()) {
    append(errors, validatePolicy(policy, at.child('policies').index(index)));
  }
  const tolerance = optionalText(rules, 'tolerance');
  if (tolerance !== undefined && compareQuantities(tolerance, '0') < 0) {
    const detail = 'must be greater than or equal to 0';
    errors.push(invalid(at.child('tolerance'), tolerance, detail));
  }
  return errors;
}

function validatePolicy(policy: JsonObject, at: Path): FieldError[] {
  const errors: FieldError[] = [];
  const type = text(policy, 'type');
  if (type !== 'Pods' && type !== 'Percent') {
    errors.push(notSupported(at.child('type'), type, ['Percent', 'Pods']));
  }
  for (const key of ['value', 'periodSeconds']) {
    const value = integer(policy, key);
    if (value <= 0) errors.push(invalid(at.child(key), value, 'must be greater than zero'));
  }
  const period = integer(policy, 'periodSeconds');
  if (period > LONGEST_PERIOD) {
    const detail = `must be less than or equal to ${LONGEST_PERIOD}`;
    errors.push(invalid(at.child('periodSeconds'), period, detail));
  }
  return errors;
}
