import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import { invalid, notSupported, type FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { intOrString, object, optionalText } from '../field/read.ts';
import { validateLabelSelector, type LabelSelectorOptions } from './common/label-selector.ts';
import { goStruct } from './pod-spec/go-struct.ts';
import { validateAmount, validateAtMostAll } from './rolling-update.ts';

// Source: ValidatePodDisruptionBudgetSpec in pkg/apis/policy/validation/validation.go.

const EVICTION_POLICIES = ['AlwaysAllow', 'IfHealthyBudget'];
const path = root.child('spec');

/** A budget; upstream has no rules for its metadata but those of all objects. */
export function validatePodDisruptionBudget(
  budget: JsonObject,
  options: LabelSelectorOptions = {},
): FieldError[] {
  const spec = object(budget, 'spec');
  const least = intOrString(spec, 'minAvailable');
  const most = intOrString(spec, 'maxUnavailable');
  const errors: FieldError[] = [];
  if (least !== undefined && most !== undefined) {
    const detail = 'minAvailable and maxUnavailable cannot be both set';
    errors.push(invalid(path, goStruct(spec ?? {}, SHAPE), detail));
  }
  for (const key of ['minAvailable', 'maxUnavailable']) {
    const amount = intOrString(spec, key);
    if (amount === undefined) continue;
    append(errors, validateAmount(amount, path.child(key)));
    append(errors, validateAtMostAll(amount, path.child(key)));
  }
  append(errors, validateLabelSelector(object(spec, 'selector'), path.child('selector'), options));
  const policy = optionalText(spec, 'unhealthyPodEvictionPolicy');
  if (policy !== undefined && !EVICTION_POLICIES.includes(policy)) {
    errors.push(notSupported(path.child('unhealthyPodEvictionPolicy'), policy, EVICTION_POLICIES));
  }
  return errors;
}

const SHAPE = [
  ['MinAvailable', 'minAvailable', null],
  ['Selector', 'selector', null],
  ['MaxUnavailable', 'maxUnavailable', null],
  ['UnhealthyPodEvictionPolicy', 'unhealthyPodEvictionPolicy', null],
] as const;
