import { invalid, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { qualifiedName } from '../common/names.ts';
import { compareQuantities, isWhole } from './quantity.ts';

const COUNTED = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
];

/** Whether a resource is Kubernetes' own: it has no slash, or is of kubernetes.io (IsNativeResource). */
export function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** Whether a resource is one that a device plugin can offer (IsExtendedResourceName). */
export function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false;
  return qualifiedName(`requests.${name}`).length === 0;
}

/** An amount of a resource: not negative, and whole for what is counted (ValidateResourceQuantityValue). */
export function validateResourceQuantity(name: string, quantity: string, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  if (compareQuantities(quantity, '0') < 0) {
    errors.push(invalid(path, quantity, 'must be greater than or equal to 0'));
  }
  if ((COUNTED.includes(name) || isExtended(name)) && !isWhole(quantity)) {
    errors.push(invalid(path, quantity, 'must be an integer'));
  }
  return errors;
}
