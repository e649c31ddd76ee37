import type { JsonObject } from 'kustomize-ts';
import {
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  type FieldError,
} from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { integer, object, optionalInteger, optionalText, text } from '../field/read.ts';
import { portNumber } from './common/names.ts';
import { isExternallyAccessible, needsHealthCheck } from './common/service-type.ts';

// Source: validateService in pkg/apis/core/validation/validation.go.

const LONGEST_TIMEOUT = 86_400;

const path = root.child('spec');

/** Whether a client stays with a pod, and how long. */
export function validateSessionAffinity(spec: JsonObject): FieldError[] {
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

/** Which endpoints get the traffic from outside, from inside, and from near. */
export function validateTrafficPolicies(spec: JsonObject): FieldError[] {
  return [
    ...validateExternalTrafficPolicy(spec),
    ...validateHealthCheckNodePort(spec),
    ...validateInternalTrafficPolicy(spec),
    ...validateTrafficDistribution(spec),
  ];
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
