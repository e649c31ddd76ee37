import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import { duplicate, invalid, notSupported, required, type FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { optionalText, text, texts } from '../field/read.ts';
import { validateLegacyIP } from './common/ip.ts';
import { familyOf, isHeadless } from './common/service-type.ts';

const path = root.child('spec', 'clusterIPs');

/**
 * The fields that belong together: clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy.
 * Source: ValidateServiceClusterIPsRelatedFields in pkg/apis/core/validation/validation.go.
 */
export function validateClusterIPs(spec: JsonObject, old: JsonObject | undefined): FieldError[] {
  if (text(spec, 'type') === 'ExternalName') return [];
  const errors = [...validateBothForms(spec), ...validateFamilies(spec), ...validatePolicy(spec)];
  const addresses = texts(spec, 'clusterIPs');
  const addressErrors = validateAddresses(addresses, texts(old, 'clusterIPs'));
  append(errors, addressErrors);
  if (addresses.length > 2) errors.push(invalid(path, addresses, 'may only hold up to 2 values'));
  if (addressErrors.length > 0) return errors;
  return [...errors, ...validateDualStack(addresses), ...validateMatchingFamilies(spec)];
}

function validateBothForms(spec: JsonObject): FieldError[] {
  const single = text(spec, 'clusterIP');
  const addresses = texts(spec, 'clusterIPs');
  if (single === '') {
    if (addresses.length === 0) return [];
    return [invalid(path, addresses, 'must be empty when `clusterIP` is not specified')];
  }
  if (addresses.length === 0) return [required(path)];
  if (addresses[0] === single) return [];
  return [invalid(path, addresses, 'first value must match `clusterIP`')];
}

function validateFamilies(spec: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const families = texts(spec, 'ipFamilies');
  for (const [index, family] of families.entries()) {
    const at = root.child('spec', 'ipFamilies').index(index);
    if (family !== 'IPv4' && family !== 'IPv6') {
      errors.push(notSupported(at, family, ['IPv4', 'IPv6']));
    }
    if (families.indexOf(family) < index) errors.push(duplicate(at, family));
  }
  return errors;
}

function validatePolicy(spec: JsonObject): FieldError[] {
  const policy = optionalText(spec, 'ipFamilyPolicy');
  const supported = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
  if (policy === undefined || supported.includes(policy)) return [];
  return [notSupported(root.child('spec', 'ipFamilyPolicy'), policy, supported)];
}

function validateAddresses(addresses: readonly string[], old: readonly string[]): FieldError[] {
  return addresses.flatMap((address, index) => {
    if (index === 0 && address === 'None') {
      if (addresses.length === 1) return [];
      return [invalid(path, addresses, "'None' must be the first and only value")];
    }
    return old.includes(address) ? [] : validateLegacyIP(path.index(index), address);
  });
}

function validateDualStack(addresses: readonly string[]): FieldError[] {
  if (addresses.length < 2) return [];
  if (new Set(addresses.map((address) => familyOf(address))).size === 2) return [];
  return [invalid(path, addresses, 'may specify no more than one IP for each IP family')];
}

function validateMatchingFamilies(spec: JsonObject): FieldError[] {
  if (isHeadless(spec)) return [];
  const families = texts(spec, 'ipFamilies');
  return texts(spec, 'clusterIPs').flatMap((address, index) => {
    const expected = families[index];
    if (expected !== 'IPv4' && expected !== 'IPv6') return [];
    if (familyOf(address) === expected) return [];
    const detail = `expected an ${expected} value as indicated by \`ipFamilies[${index}]\``;
    return [invalid(path.index(index), address, detail)];
  });
}
