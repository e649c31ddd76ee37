import { invalid, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { isCounted } from '../common/resource-names.ts';
import { compareQuantities, isWhole } from './quantity.ts';

/** An amount of a resource: not negative, and whole for what is counted (ValidateResourceQuantityValue). */
export function validateResourceQuantity(name: string, quantity: string, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  if (compareQuantities(quantity, '0') < 0) {
    errors.push(invalid(path, quantity, 'must be greater than or equal to 0'));
  }
  if (isCounted(name) && !isWhole(quantity)) {
    errors.push(invalid(path, quantity, 'must be an integer'));
  }
  return errors;
}
