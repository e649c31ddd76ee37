import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { invalid, notSupported, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { optionalInteger, text } from '../../field/read.ts';
import { validateLabelName } from '../common/label-selector.ts';
import { labelValue } from '../common/names.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Which taints of nodes a pod tolerates (ValidateTolerations). */
export function validateTolerations(tolerations: readonly JsonObject[], path: Path): FieldError[] {
  return tolerations.flatMap((toleration, index) =>
    validateToleration(toleration, path.index(index)),
  );
}

function validateToleration(toleration: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const key = text(toleration, 'key');
  const operator = text(toleration, 'operator');
  const effect = text(toleration, 'effect');
  if (key !== '') {
    append(errors, validateLabelName(key, path.child('key')));
  } else if (operator !== 'Exists') {
    const detail =
      'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    errors.push(invalid(path.child('operator'), operator, detail));
  }
  const seconds = optionalInteger(toleration, 'tolerationSeconds');
  if (seconds !== undefined && effect !== 'NoExecute') {
    const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
    errors.push(invalid(path.child('effect'), effect, detail));
  }
  append(errors, validateOperator(operator, text(toleration, 'value'), path.child('operator')));
  if (effect !== '' && !EFFECTS.includes(effect)) {
    errors.push(notSupported(path.child('effect'), effect, EFFECTS));
  }
  return errors;
}

function validateOperator(operator: string, value: string, path: Path): FieldError[] {
  switch (operator) {
    case '':
    case 'Equal': {
      const messages = labelValue(value);
      return messages.length === 0 ? [] : [invalid(path, value, messages.join(';'))];
    }
    case 'Exists':
      if (value === '') return [];
      return [invalid(path, value, "value must be empty when `operator` is 'Exists'")];
    case 'Lt':
    case 'Gt':
      // Behind a feature that is off, but listed already (KEP-5471).
      return [notSupported(path, operator, ['Equal', 'Exists', 'Lt', 'Gt'])];
    default:
      return [notSupported(path, operator, ['Equal', 'Exists'])];
  }
}
