import type { JsonObject } from 'kustomize-ts';
import { invalid, type FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { text, textMap, texts } from '../field/read.ts';
import { familyOf, otherFamily, sameTexts } from '../validate/common/service-type.ts';
import { validateClusterIPs } from '../validate/service-cluster-ips.ts';

// Source: pkg/registry/core/service/storage/alloc.go.

const path = root.child('spec');

/** The policy and the families of a Service, as far as it does not name them (initIPFamilyFields). */
export function fillFamilies(
  spec: JsonObject,
  configured: readonly string[],
  old: JsonObject | undefined,
): FieldError[] {
  if (text(spec, 'type') === 'ExternalName') return [];
  if (old !== undefined && isUnchangedDualStack(spec, old)) return [];
  const selectorless = isNone(spec) && textMap(spec, 'selector').length === 0;
  if (spec['ipFamilyPolicy'] === undefined) {
    const kept = old === undefined ? '' : text(old, 'ipFamilyPolicy');
    spec['ipFamilyPolicy'] = kept || (selectorless ? 'RequireDualStack' : 'SingleStack');
  }
  const shape = validateClusterIPs(spec, old);
  if (shape.length > 0) return shape;
  const errors = [
    ...(old === undefined ? [] : releaseSecond(spec, old)),
    ...checkPolicy(spec),
    ...inferFamilies(spec, configured),
  ];
  if (errors.length > 0) return errors;
  if (!selectorless) {
    const unconfigured = checkConfigured(spec, configured);
    if (unconfigured.length > 0) return unconfigured;
  }
  const families = texts(spec, 'ipFamilies');
  const [first = configured[0] ?? 'IPv4', second] = families;
  const dual =
    text(spec, 'ipFamilyPolicy') !== 'SingleStack' && (selectorless || configured.length === 2);
  const added = second ?? (dual ? otherFamily(first) : undefined);
  spec['ipFamilies'] = added === undefined ? [first] : [first, added];
  return [];
}

function isNone(spec: JsonObject): boolean {
  return text(spec, 'clusterIP') === 'None';
}

/** Source: isMatchingPreferDualStackClusterIPFields: such Services do not follow changes of the cluster. */
export function isUnchangedDualStack(spec: JsonObject, old: JsonObject): boolean {
  const type = text(spec, 'type');
  return (
    text(spec, 'ipFamilyPolicy') === 'PreferDualStack' &&
    ['', 'PreferDualStack'].includes(text(old, 'ipFamilyPolicy')) &&
    text(old, 'type') === type &&
    ['ClusterIP', 'NodePort', 'LoadBalancer'].includes(type) &&
    sameTexts(texts(spec, 'clusterIPs'), texts(old, 'clusterIPs')) &&
    sameTexts(texts(spec, 'ipFamilies'), texts(old, 'ipFamilies'))
  );
}

// Setting the policy to SingleStack is clear intent; without it nothing may be released.
function releaseSecond(spec: JsonObject, old: JsonObject): FieldError[] {
  const policy = text(spec, 'ipFamilyPolicy');
  const errors: FieldError[] = [];
  for (const [key, what] of [
    ['clusterIPs', 'cluster IP'],
    ['ipFamilies', 'IP family'],
  ] as const) {
    const items = texts(spec, key);
    const olds = texts(old, key);
    if (policy === 'SingleStack') {
      if (items.length > 1 && sameTexts(items, olds)) spec[key] = items.slice(0, 1);
    } else if (items.length > 0 && items.length < olds.length) {
      const detail = `must be 'SingleStack' to release the secondary ${what}`;
      errors.push(invalid(path.child('ipFamilyPolicy'), policy, detail));
    }
  }
  return errors;
}

function checkPolicy(spec: JsonObject): FieldError[] {
  const policy = text(spec, 'ipFamilyPolicy');
  if (policy !== 'SingleStack') return [];
  const errors: FieldError[] = [];
  for (const [key, what] of [
    ['clusterIPs', 'cluster IPs'],
    ['ipFamilies', 'IP families'],
  ] as const) {
    if (texts(spec, key).length !== 2) continue;
    const detail = `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`;
    errors.push(invalid(path.child('ipFamilyPolicy'), policy, detail));
  }
  return errors;
}

// Families that are not given follow from the addresses that are.
function inferFamilies(spec: JsonObject, configured: readonly string[]): FieldError[] {
  const addresses = texts(spec, 'clusterIPs');
  const families = [...texts(spec, 'ipFamilies')];
  const errors: FieldError[] = [];
  if (addresses[0] === 'None') return errors;
  for (const [index, address] of addresses.entries()) {
    if (index < families.length) continue;
    const family = familyOf(address);
    if (configured.includes(family)) families.push(family);
    else {
      const detail = `${family} is not configured on this cluster`;
      errors.push(invalid(path.child('clusterIPs').index(index), addresses, detail));
    }
  }
  if (families.length > 0) spec['ipFamilies'] = families;
  return errors;
}

function checkConfigured(spec: JsonObject, configured: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  const policy = text(spec, 'ipFamilyPolicy');
  if (policy === 'RequireDualStack' && configured.length < 2) {
    const detail = 'this cluster is not configured for dual-stack services';
    errors.push(invalid(path.child('ipFamilyPolicy'), policy, detail));
  }
  for (const [index, family] of texts(spec, 'ipFamilies').entries()) {
    if (configured.includes(family)) continue;
    const at = path.child('ipFamilies').index(index);
    errors.push(invalid(at, family, 'not configured on this cluster'));
  }
  return errors;
}
