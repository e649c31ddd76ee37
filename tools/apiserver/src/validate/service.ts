import type { JsonObject } from 'kustomize-ts';
import {
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  type FieldError,
} from '../field/error.ts';
import { root } from '../field/path.ts';
import { object, optionalText, text, texts } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { validateEndpointIP, validateLegacyCIDR, validateLegacyIP } from './common/ip.ts';
import { validateLabels } from './common/label-selector.ts';
import { dns1123Subdomain, qualifiedName } from './common/names.ts';
import { isHeadless } from './common/service-type.ts';
import { nameIsLabel, validateMetadata } from './metadata.ts';
import { validateClusterIPs } from './service-cluster-ips.ts';
import {
  validateDistinctPorts,
  validateNodePorts,
  validatePorts,
  validatePortsPresent,
} from './service-ports.ts';
import { validateSessionAffinity, validateTrafficPolicies } from './service-traffic.ts';

// Source: validateService in pkg/apis/core/validation/validation.go.

const HINTS = 'service.kubernetes.io/topology-aware-hints';
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

const path = root.child('spec');

/** A Service that is created. */
export function validateService(service: JsonObject): FieldError[] {
  return [...validateMetadata(service, true, nameIsLabel), ...validateServiceFields(service)];
}

/** All but metadata; what an update keeps from `before` need not be valid today. */
export function validateServiceFields(service: JsonObject, before?: JsonObject): FieldError[] {
  const spec = specOf(service);
  const old = before === undefined ? undefined : specOf(before);
  return [
    ...validateTopologyAnnotations(service),
    ...validatePortsPresent(spec),
    ...validateTypeFields(spec),
    ...validatePorts(spec),
    ...validateLabels(spec, 'selector', path.child('selector')),
    ...validateSessionAffinity(spec),
    ...validateClusterIPs(spec, old),
    ...validateExternalIPs(spec, old),
    ...validateType(spec),
    ...validateNodePorts(spec),
    ...validateDistinctPorts(spec),
    ...validateSourceRanges(service, before),
    ...validateAllocateNodePorts(spec),
    ...validateLoadBalancerClass(spec),
    ...validateTrafficPolicies(spec),
  ];
}

function validateTopologyAnnotations(service: JsonObject): FieldError[] {
  const annotations = object(object(service, 'metadata'), 'annotations');
  const hints = optionalText(annotations, HINTS);
  const mode = optionalText(annotations, TOPOLOGY_MODE);
  if (hints === undefined || mode === undefined || hints === mode) return [];
  const at = root.child('metadata', 'annotations').key(TOPOLOGY_MODE);
  return [invalid(at, mode, `must match annotations[${HINTS}] when both are specified`)];
}

function validateTypeFields(spec: JsonObject): FieldError[] {
  const type = text(spec, 'type');
  if (type === 'ExternalName') return validateExternalName(spec);
  if ((type !== 'LoadBalancer' && type !== 'NodePort') || !isHeadless(spec)) return [];
  const at = path.child('clusterIPs').index(0);
  return [invalid(at, 'None', `may not be set to 'None' for ${type} services`)];
}

function validateExternalName(spec: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const refused = 'may not be set for ExternalName services';
  for (const key of ['clusterIPs', 'ipFamilies']) {
    if (texts(spec, key).length > 0) errors.push(forbidden(path.child(key), refused));
  }
  if (optionalText(spec, 'ipFamilyPolicy') !== undefined) {
    errors.push(forbidden(path.child('ipFamilyPolicy'), refused));
  }
  // A final dot marks the name as fully qualified.
  const name = text(spec, 'externalName').replace(/\.$/, '');
  const at = path.child('externalName');
  if (name === '') return [...errors, required(at)];
  return [...errors, ...invalidEach(at, name, dns1123Subdomain(name))];
}

function validateExternalIPs(spec: JsonObject, old: JsonObject | undefined): FieldError[] {
  const kept = texts(old, 'externalIPs');
  return texts(spec, 'externalIPs').flatMap((address, index) => {
    const at = path.child('externalIPs').index(index);
    const errors = kept.includes(address) ? [] : validateLegacyIP(at, address);
    return errors.length > 0 ? errors : validateEndpointIP(at, address);
  });
}

function validateType(spec: JsonObject): FieldError[] {
  const type = text(spec, 'type');
  if (type === '') return [required(path.child('type'))];
  return TYPES.includes(type) ? [] : [notSupported(path.child('type'), type, TYPES)];
}

function validateSourceRanges(service: JsonObject, before: JsonObject | undefined): FieldError[] {
  const spec = specOf(service);
  const ranges = texts(spec, 'loadBalancerSourceRanges');
  const isLoadBalancer = text(spec, 'type') === 'LoadBalancer';
  const detail = "may only be used when `type` is 'LoadBalancer'";
  if (ranges.length > 0) {
    const at = path.child('LoadBalancerSourceRanges');
    const kept = texts(before && specOf(before), 'loadBalancerSourceRanges').map(trim);
    const errors = ranges
      .map(trim)
      .flatMap((range, index) =>
        kept.includes(range) ? [] : validateLegacyCIDR(at.index(index), range),
      );
    return isLoadBalancer ? errors : [forbidden(at, detail), ...errors];
  }
  const annotation = sourceRangesAnnotation(service);
  if (annotation === undefined) return [];
  const at = root.child('metadata', 'annotations').key(SOURCE_RANGES);
  const errors = isLoadBalancer ? [] : [forbidden(at, detail)];
  const isKept = before !== undefined && sourceRangesAnnotation(before) === annotation;
  if (isKept || trim(annotation) === '') return errors;
  const parts = trim(annotation).split(',');
  return [...errors, ...parts.flatMap((range) => validateLegacyCIDR(at, trim(range)))];
}

function sourceRangesAnnotation(service: JsonObject): string | undefined {
  return optionalText(object(object(service, 'metadata'), 'annotations'), SOURCE_RANGES);
}

function trim(value: string): string {
  return value.trim();
}

function validateAllocateNodePorts(spec: JsonObject): FieldError[] {
  const isSet = spec['allocateLoadBalancerNodePorts'] !== undefined;
  if (text(spec, 'type') === 'LoadBalancer') {
    return isSet ? [] : [required(root.child('allocateLoadBalancerNodePorts'))];
  }
  if (!isSet) return [];
  const at = path.child('allocateLoadBalancerNodePorts');
  return [forbidden(at, "may only be used when `type` is 'LoadBalancer'")];
}

/** Source: validateLoadBalancerClassField, which an update runs a second time. */
export function validateLoadBalancerClass(spec: JsonObject): FieldError[] {
  const value = optionalText(spec, 'loadBalancerClass');
  const at = path.child('loadBalancerClass');
  if (value === undefined) return [];
  if (text(spec, 'type') !== 'LoadBalancer') {
    return [forbidden(at, "may only be used when `type` is 'LoadBalancer'")];
  }
  return invalidEach(at, value, qualifiedName(value));
}
