import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { duplicate, invalid, notSupported, required, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import {
  integer,
  object,
  objects,
  optionalInteger,
  optionalText,
  text,
  texts,
} from '../../field/read.ts';
import { validateLabelSelector } from '../common/label-selector.ts';
import { validateMatchLabelKeys } from './affinity.ts';
import { validatePositive } from './numbers.ts';

const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway'];
const POLICIES = ['Honor', 'Ignore'];

/** How evenly pods are spread over nodes (validateTopologySpreadConstraints). */
export function validateTopologySpread(spec: JsonObject, path: Path): FieldError[] {
  const constraints = objects(spec, 'topologySpreadConstraints');
  // Upstream reports the first of two, not the second.
  const last = new Map(constraints.map((constraint, index) => [kindOf(constraint), index]));
  return constraints.flatMap((constraint, index) =>
    validateConstraint(constraint, last.get(kindOf(constraint)) !== index, path.index(index)),
  );
}

/** What a constraint of a pod does not have in common with another, as upstream shows it. */
function kindOf(constraint: JsonObject): string {
  return `{${text(constraint, 'topologyKey')}, ${text(constraint, 'whenUnsatisfiable')}}`;
}

function validateConstraint(constraint: JsonObject, isRepeated: boolean, path: Path): FieldError[] {
  const errors = validatePositive(integer(constraint, 'maxSkew'), path.child('maxSkew'));
  const key = text(constraint, 'topologyKey');
  if (key === '') errors.push(required(path.child('topologyKey'), 'can not be empty'));
  const action = text(constraint, 'whenUnsatisfiable');
  if (!ACTIONS.includes(action)) {
    errors.push(notSupported(path.child('whenUnsatisfiable'), action, ACTIONS));
  }
  if (isRepeated) {
    errors.push(duplicate(path.child('{topologyKey, whenUnsatisfiable}'), kindOf(constraint)));
  }
  const selector = object(constraint, 'labelSelector');
  append(
    errors,
    validateMinDomains(constraint, action, path.child('minDomains')),
    validateNodePolicy(constraint, 'nodeAffinityPolicy', path),
    validateNodePolicy(constraint, 'nodeTaintsPolicy', path),
    validateMatchLabelKeys(texts(constraint, 'matchLabelKeys'), [], selector, path),
    validateLabelSelector(selector, path.child('labelSelector')),
  );
  return errors;
}

function validateMinDomains(constraint: JsonObject, action: string, path: Path): FieldError[] {
  const minimum = optionalInteger(constraint, 'minDomains');
  if (minimum === undefined) return [];
  const errors = validatePositive(minimum, path);
  if (action !== 'DoNotSchedule') {
    const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`;
    errors.push(invalid(path, minimum, detail));
  }
  return errors;
}

function validateNodePolicy(constraint: JsonObject, field: string, path: Path): FieldError[] {
  const policy = optionalText(constraint, field);
  if (policy === undefined || POLICIES.includes(policy)) return [];
  return [notSupported(path.child(field), policy, POLICIES)];
}
