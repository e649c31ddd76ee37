import type { JsonObject } from 'kustomize-ts';
import { invalid, notSupported, required, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { object, objects, optionalInteger, optionalText, text } from '../../field/read.ts';
import { validateFormat } from '../common/format.ts';
import { validateLabels } from '../common/label-selector.ts';
import { dns1123Label, dns1123Subdomain, rangeMessage } from '../common/names.ts';
import { validateAffinity } from './affinity.ts';
import { MIRROR } from './annotations.ts';
import {
  validateContainers,
  validateEphemeralContainers,
  validateInitContainers,
} from './containers.ts';
import { validateDnsConfig, validateDnsPolicy, validateHostAliases } from './dns.ts';
import { validateFileKeyVolumes } from './env.ts';
import { validateReadinessGates, validateSchedulingGates } from './gates.ts';
import {
  validateHostNetworkPorts,
  validateHostnameOverride,
  validateHostUsers,
} from './host-namespaces.ts';
import { validateResourceClaims } from './resource-claims.ts';
import { validateOverhead, validatePodResources } from './resources.ts';
import { validatePodSecurityContext } from './security-context.ts';
import { validateTolerations } from './tolerations.ts';
import { validateTopologySpread } from './topology-spread.ts';
import { validateVolumes } from './volumes.ts';
import { validateHostProcesses, validateOperatingSystem } from './windows.ts';

const MAX_INT32 = 2_147_483_647;
const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const PREEMPTION_POLICIES = ['PreemptLowerPriority', 'Never'];

/** Where a pod's spec stands: in a Pod, whose metadata are given, or in a template. */
export interface PodSpecPlace {
  readonly path: Path;
  readonly pod?: JsonObject | undefined;
}

/**
 * The rules of a pod's spec, after defaulting, in upstream's order.
 * Source: pkg/apis/core/validation/validation.go, ValidatePodSpec.
 */
export function validatePodSpec(spec: JsonObject, place: PodSpecPlace): FieldError[] {
  const { path, pod } = place;
  const isPod = pod !== undefined;
  const isMirror = optionalText(object(pod, 'annotations'), MIRROR) !== undefined;
  const volumes = validateVolumes(spec, text(pod, 'name'), isPod, path.child('volumes'));
  const claims = objects(spec, 'resourceClaims').map((claim) => text(claim, 'name'));
  const resourceClaims = new Set(claims.filter((name) => name !== ''));
  const context = { spec, volumes: volumes.valid, resourceClaims };
  return [
    ...validateGracePeriod(spec, path.child('terminationGracePeriodSeconds')),
    ...volumes.errors,
    ...validateResourceClaims(spec, isMirror, path.child('resourceClaims')),
    ...validateContainers(context, path.child('containers')),
    ...validateInitContainers(context, path.child('initContainers')),
    ...validateEphemeralContainers(context, path.child('ephemeralContainers')),
    ...validatePodResources(spec, resourceClaims, path.child('resources')),
    ...validateHostNetworkPorts(spec, isPod, path),
    ...validateRestartPolicy(spec, path.child('restartPolicy')),
    ...validateDnsPolicy(spec, path.child('dnsPolicy')),
    ...validateLabels(spec, 'nodeSelector', path.child('nodeSelector')),
    ...validatePodSecurityContext(spec, path.child('securityContext')),
    ...validateAffinity(spec, path.child('affinity')),
    ...validateDnsConfig(spec, path.child('dnsConfig')),
    ...validateReadinessGates(spec, path.child('readinessGates')),
    ...validateSchedulingGates(spec, path.child('schedulingGates')),
    ...validateTopologySpread(spec, path.child('topologySpreadConstraints')),
    ...validateHostProcesses(spec, path),
    ...validateHostUsers(spec, path),
    ...validateHostnameOverride(spec, path),
    ...validateName(spec, 'serviceAccountName', dns1123Subdomain, path),
    ...validateName(spec, 'nodeName', dns1123Subdomain, path),
    ...validateActiveDeadline(spec, path.child('activeDeadlineSeconds')),
    ...validateName(spec, 'hostname', dns1123Label, path),
    ...validateName(spec, 'subdomain', dns1123Label, path),
    ...validateTolerations(objects(spec, 'tolerations'), path.child('tolerations')),
    ...validateHostAliases(spec, path.child('hostAliases')),
    ...validateName(spec, 'priorityClassName', dns1123Subdomain, path),
    ...validateRuntimeClass(spec, path.child('runtimeClassName')),
    ...validatePreemptionPolicy(spec, path.child('preemptionPolicy')),
    ...validateOverhead(spec, path.child('overhead')),
    ...validateOperatingSystem(spec, path),
    ...validateFileKeyVolumes(spec, path),
  ];
}

function validateGracePeriod(spec: JsonObject, path: Path): FieldError[] {
  const seconds = optionalInteger(spec, 'terminationGracePeriodSeconds');
  return seconds === undefined ? [required(path)] : [];
}

function validateRestartPolicy(spec: JsonObject, path: Path): FieldError[] {
  const policy = text(spec, 'restartPolicy');
  if (policy === '') return [required(path)];
  return RESTART_POLICIES.includes(policy) ? [] : [notSupported(path, policy, RESTART_POLICIES)];
}

function validateName(
  spec: JsonObject,
  field: string,
  format: (name: string) => readonly string[],
  path: Path,
): FieldError[] {
  const name = text(spec, field);
  return validateFormat(name || undefined, format, path.child(field));
}

function validateActiveDeadline(spec: JsonObject, path: Path): FieldError[] {
  const seconds = optionalInteger(spec, 'activeDeadlineSeconds');
  if (seconds === undefined || (seconds >= 1 && seconds <= MAX_INT32)) return [];
  return [invalid(path, seconds, rangeMessage(1, MAX_INT32))];
}

function validateRuntimeClass(spec: JsonObject, path: Path): FieldError[] {
  const name = optionalText(spec, 'runtimeClassName');
  return validateFormat(name, dns1123Subdomain, path);
}

function validatePreemptionPolicy(spec: JsonObject, path: Path): FieldError[] {
  const policy = optionalText(spec, 'preemptionPolicy');
  if (policy === undefined || PREEMPTION_POLICIES.includes(policy)) return [];
  return policy === '' ? [required(path)] : [notSupported(path, policy, PREEMPTION_POLICIES)];
}
