import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import { structField } from '../default/struct-field.ts';
import { forbidden, invalid, type FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { integer, objects, optionalText, text, texts } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import {
  isExternallyAccessible,
  isHeadless,
  needsClusterIP,
  needsHealthCheck,
  nodePorts,
  sameTexts,
} from '../validate/common/service-type.ts';
import { validateMetadataUpdate } from '../validate/metadata.ts';
import { validateLoadBalancerClass, validateServiceFields } from '../validate/service.ts';

const path = root.child('spec');

/**
 * What was handed out or filled in for the old type and does not fit the new one is dropped, unless the client changed
 * it too. Source: dropTypeDependentFields in pkg/registry/core/service/strategy.go.
 */
export function prepareServiceUpdate(service: JsonObject, before: JsonObject): void {
  const spec = structField(service, 'spec');
  const old = specOf(before);
  if (needsClusterIP(old) && !needsClusterIP(spec)) dropClusterIPs(spec, old);
  const oldPorts = nodePorts(old);
  const stops = (uses: (spec: JsonObject) => boolean): boolean => uses(old) && !uses(spec);
  if (stops(usesNodePorts) && nodePorts(spec).every((port) => oldPorts.includes(port))) {
    for (const port of objects(spec, 'ports')) delete port['nodePort'];
  }
  if (stops(needsHealthCheck)) dropUnchanged(spec, old, 'healthCheckNodePort');
  if (stops(isLoadBalancer)) {
    dropUnchanged(spec, old, 'allocateLoadBalancerNodePorts');
    dropUnchanged(spec, old, 'loadBalancerClass');
  }
  if (stops(isExternallyAccessible)) dropUnchanged(spec, old, 'externalTrafficPolicy');
}

function isLoadBalancer(spec: JsonObject): boolean {
  return text(spec, 'type') === 'LoadBalancer';
}

function usesNodePorts(spec: JsonObject): boolean {
  return isLoadBalancer(spec) || text(spec, 'type') === 'NodePort';
}

function dropClusterIPs(spec: JsonObject, old: JsonObject): void {
  const isSame = sameTexts(texts(spec, 'clusterIPs'), texts(old, 'clusterIPs'));
  if (isSame && text(spec, 'clusterIP') === text(old, 'clusterIP')) {
    delete spec['clusterIP'];
    delete spec['clusterIPs'];
  }
  if (sameTexts(texts(spec, 'ipFamilies'), texts(old, 'ipFamilies'))) delete spec['ipFamilies'];
  dropUnchanged(spec, old, 'ipFamilyPolicy');
}

function dropUnchanged(spec: JsonObject, old: JsonObject, key: string): void {
  if (spec[key] === old[key]) delete spec[key];
}

/** Source: ValidateServiceUpdate in pkg/apis/core/validation/validation.go. */
export function validateServiceUpdate(service: JsonObject, before: JsonObject): FieldError[] {
  const spec = specOf(service);
  const old = specOf(before);
  const hasName = [spec, old].some((one) => text(one, 'type') === 'ExternalName');
  return [
    ...validateMetadataUpdate(service, before),
    ...(hasName ? [] : validateClusterIPsKept(spec, old)),
    ...(hasName ? [] : validateFamiliesKept(spec, old)),
    ...validateClassKept(spec, old),
    ...validateLoadBalancerClass(spec),
    ...validateHealthCheckPortKept(spec, old),
    ...validateServiceFields(service, before),
  ];
}

function validateClusterIPsKept(spec: JsonObject, old: JsonObject): FieldError[] {
  if (isHeadless(old) && isHeadless(spec)) return [];
  const addresses = texts(spec, 'clusterIPs');
  const olds = texts(old, 'clusterIPs');
  const at = path.child('clusterIPs');
  const changed = 'may not change once set';
  if (addresses.length === olds.length) {
    return addresses.flatMap((address, index) =>
      address === olds[index] ? [] : [invalid(at.index(index), addresses, changed)],
    );
  }
  const errors: FieldError[] = [];
  if (addresses.length === 0) {
    errors.push(invalid(at.index(0), addresses, 'primary clusterIP can not be unset'));
  } else if (olds.length > 0 && addresses[0] !== olds[0]) {
    errors.push(invalid(at.index(0), addresses, changed));
  }
  if (addresses.length === 1 && olds.length > 1) {
    append(errors, validateRelease(spec, 'secondary clusterIP'));
  }
  return errors;
}

function validateFamiliesKept(spec: JsonObject, old: JsonObject): FieldError[] {
  if (isHeadless(spec) || isHeadless(old)) return [];
  const families = texts(spec, 'ipFamilies');
  const olds = texts(old, 'ipFamilies');
  const at = path.child('ipFamilies').index(0);
  const changed = 'may not change once set';
  if (families.length === olds.length) {
    return families.flatMap((family, index) =>
      family === olds[index] ? [] : [invalid(at, families, changed)],
    );
  }
  const errors: FieldError[] = [];
  const addresses = texts(spec, 'clusterIPs');
  if (families.length < olds.length && addresses.length === 0) {
    errors.push(invalid(at, families, 'primary ipFamily can not be unset'));
  }
  if (families.length > 0 && olds.length > 0 && families[0] !== olds[0]) {
    errors.push(invalid(at, addresses, changed));
  }
  if (families.length === 1 && olds.length > 1) {
    append(errors, validateRelease(spec, 'secondary ipFamily'));
  }
  return errors;
}

function validateRelease(spec: JsonObject, what: string): FieldError[] {
  const policy = optionalText(spec, 'ipFamilyPolicy');
  if (policy === 'SingleStack') return [];
  const detail = `must be set to 'SingleStack' when releasing the ${what}`;
  return [invalid(path.child('ipFamilyPolicy'), policy, detail)];
}

function validateClassKept(spec: JsonObject, old: JsonObject): FieldError[] {
  if (!isLoadBalancer(spec) || !isLoadBalancer(old)) return [];
  const value = optionalText(spec, 'loadBalancerClass');
  if (value === optionalText(old, 'loadBalancerClass')) return [];
  return [invalid(path.child('loadBalancerClass'), value, 'may not change once set')];
}

function validateHealthCheckPortKept(spec: JsonObject, old: JsonObject): FieldError[] {
  if (!needsHealthCheck(spec) || !needsHealthCheck(old)) return [];
  const key = 'healthCheckNodePort';
  if (integer(spec, key) === integer(old, key)) return [];
  return [forbidden(path.child(key), 'field is immutable')];
}
