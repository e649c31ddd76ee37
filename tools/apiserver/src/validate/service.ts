import type { JsonObject } from 'kustomize-ts';
import {
  duplicate,
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  type FieldError,
} from '../field/error.ts';
import { append } from '../field/append.ts';
import { root, type Path } from '../field/path.ts';
import {
  integer,
  intOrString,
  object,
  objects,
  optionalInteger,
  optionalText,
  text,
  texts,
} from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { validateEndpointIP, validateLegacyCIDR, validateLegacyIP } from './common/ip.ts';
import { validateLabels } from './common/label-selector.ts';
import { dns1123Label, dns1123Subdomain, portNumber, qualifiedName } from './common/names.ts';
import { validateAppProtocol, validatePortNumberOrName, validateProtocol } from './common/port.ts';
import { isExternallyAccessible, isHeadless, needsHealthCheck } from './common/service-type.ts';
import { nameIsLabel, validateMetadata } from './metadata.ts';
import { validateClusterIPs } from './service-cluster-ips.ts';

// Source: validateService in pkg/apis/core/validation/validation.go.

const HINTS = 'service.kubernetes.io/topology-aware-hints';
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const LONGEST_TIMEOUT = 86_400;

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
    ...validateExternalTrafficPolicy(spec),
    ...validateHealthCheckNodePort(spec),
    ...validateInternalTrafficPolicy(spec),
    ...validateTrafficDistribution(spec),
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

function validatePortsPresent(spec: JsonObject): FieldError[] {
  const needed = !isHeadless(spec) && text(spec, 'type') !== 'ExternalName';
  return needed && objects(spec, 'ports').length === 0 ? [required(path.child('ports'))] : [];
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

function validatePorts(spec: JsonObject): FieldError[] {
  const ports = objects(spec, 'ports');
  const names = new Set<string>();
  return ports.flatMap((port, index) =>
    validatePort(port, ports.length > 1, names, path.child('ports').index(index)),
  );
}

function validatePort(
  port: JsonObject,
  nameNeeded: boolean,
  names: Set<string>,
  at: Path,
): FieldError[] {
  const errors = validatePortName(text(port, 'name'), nameNeeded, names, at.child('name'));
  const number = integer(port, 'port');
  append(errors, invalidEach(at.child('port'), number, portNumber(number)));
  const target = intOrString(port, 'targetPort') ?? 0;
  append(
    errors,
    validateProtocol(text(port, 'protocol') || undefined, at.child('protocol')),
    validatePortNumberOrName(target, at.child('targetPort')),
    validateAppProtocol(port, at),
  );
  return errors;
}

function validatePortName(
  name: string,
  needed: boolean,
  names: Set<string>,
  at: Path,
): FieldError[] {
  if (name === '') return needed ? [required(at)] : [];
  const errors = invalidEach(at, name, dns1123Label(name));
  if (names.has(name)) errors.push(duplicate(at, name));
  names.add(name);
  return errors;
}

function validateSessionAffinity(spec: JsonObject): FieldError[] {
  const affinity = text(spec, 'sessionAffinity');
  const at = path.child('sessionAffinityConfig');
  const config = object(spec, 'sessionAffinityConfig');
  switch (affinity) {
    case 'ClientIP':
      return validateTimeout(config, at);
    case 'None':
      if (config === undefined) return [];
      return [forbidden(at, 'must not be set when session affinity is None')];
    case '':
      return [required(path.child('sessionAffinity'))];
    default:
      return [notSupported(path.child('sessionAffinity'), affinity, ['ClientIP', 'None'])];
  }
}

function validateTimeout(config: JsonObject | undefined, at: Path): FieldError[] {
  const detail = 'when session affinity type is ClientIP';
  if (config === undefined) return [required(at, detail)];
  const clientIP = object(config, 'clientIP');
  if (clientIP === undefined) return [required(at.child('clientIP'), detail)];
  const timeoutAt = at.child('clientIP', 'timeoutSeconds');
  const timeout = optionalInteger(clientIP, 'timeoutSeconds');
  if (timeout === undefined) return [required(timeoutAt, detail)];
  if (timeout > 0 && timeout <= LONGEST_TIMEOUT) return [];
  return [invalid(timeoutAt, timeout, `must be greater than 0 and less than ${LONGEST_TIMEOUT}`)];
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

function validateNodePorts(spec: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const ports = objects(spec, 'ports');
  const at = (index: number): Path => path.child('ports').index(index).child('nodePort');
  if (text(spec, 'type') === 'ClusterIP') {
    for (const [index, port] of ports.entries()) {
      if (integer(port, 'nodePort') === 0) continue;
      errors.push(forbidden(at(index), "may not be used when `type` is 'ClusterIP'"));
    }
  }
  const seen = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const number = integer(port, 'nodePort');
    if (number === 0) continue;
    const key = `${text(port, 'protocol')} ${number}`;
    if (seen.has(key)) errors.push(duplicate(at(index), number));
    seen.add(key);
  }
  return errors;
}

function validateDistinctPorts(spec: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, port] of objects(spec, 'ports').entries()) {
    const key = {
      Name: '',
      Protocol: text(port, 'protocol'),
      AppProtocol: null,
      Port: integer(port, 'port'),
      TargetPort: 0,
      NodePort: 0,
    };
    const name = `${key.Protocol} ${key.Port}`;
    if (seen.has(name)) errors.push(duplicate(path.child('ports').index(index), key));
    seen.add(name);
  }
  return errors;
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

function validateExternalTrafficPolicy(spec: JsonObject): FieldError[] {
  const policy = text(spec, 'externalTrafficPolicy');
  const at = path.child('externalTrafficPolicy');
  if (!isExternallyAccessible(spec)) {
    if (policy === '') return [];
    return [invalid(at, policy, 'may only be set for externally-accessible services')];
  }
  if (policy === '') return [required(at)];
  const supported = ['Cluster', 'Local'];
  return supported.includes(policy) ? [] : [notSupported(at, policy, supported)];
}

function validateHealthCheckNodePort(spec: JsonObject): FieldError[] {
  const port = integer(spec, 'healthCheckNodePort');
  const at = path.child('healthCheckNodePort');
  if (needsHealthCheck(spec)) {
    if (port === 0) return [required(at)];
    return invalidEach(at, port, portNumber(port));
  }
  if (port === 0) return [];
  const detail =
    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
  return [invalid(at, port, detail)];
}

function validateInternalTrafficPolicy(spec: JsonObject): FieldError[] {
  const policy = optionalText(spec, 'internalTrafficPolicy');
  const at = path.child('internalTrafficPolicy');
  if (policy === undefined) {
    const needed = ['ClusterIP', 'LoadBalancer', 'NodePort'].includes(text(spec, 'type'));
    return needed ? [required(at)] : [];
  }
  const supported = ['Cluster', 'Local'];
  return supported.includes(policy) ? [] : [notSupported(at, policy, supported)];
}

function validateTrafficDistribution(spec: JsonObject): FieldError[] {
  const value = optionalText(spec, 'trafficDistribution');
  const supported = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
  if (value === undefined || supported.includes(value)) return [];
  return [notSupported(path.child('trafficDistribution'), value, supported)];
}
