import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { forbidden, invalid, invalidEach, tooLong, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { flag, integer, objects, optionalFlag, optionalText } from '../../field/read.ts';
import { byteLength, dns1123Subdomain } from '../common/names.ts';
import { eachContainer } from './each-container.ts';

// Source: pkg/apis/core/validation/validation.go.

/** Whether the pod shares the user namespace of its node: the default. */
export function hostUsers(spec: JsonObject): boolean {
  return optionalFlag(spec, 'hostUsers') ?? true;
}

/** A pod with a user namespace of its own shares no other namespace with its node (validateHostUsers). */
export function validateHostUsers(spec: JsonObject, path: Path): FieldError[] {
  if (hostUsers(spec)) return [];
  const detail = 'when `hostUsers` is false';
  const errors: FieldError[] = [];
  if (flag(spec, 'hostNetwork')) errors.push(forbidden(path.child('hostNetwork'), detail));
  // The capitals are upstream's.
  if (flag(spec, 'hostPID')) errors.push(forbidden(path.child('HostPID'), detail));
  if (flag(spec, 'hostIPC')) errors.push(forbidden(path.child('HostIPC'), detail));
  for (const [container, at] of eachContainer(spec, path)) {
    if (objects(container, 'volumeDevices').length === 0) continue;
    errors.push(forbidden(at.child('volumeDevices'), detail));
  }
  return errors;
}

/**
 * In the network of the node a container's port is the node's port; a template may leave it open
 * (validatePodHostNetworkDeps).
 */
export function validateHostNetworkPorts(
  spec: JsonObject,
  isPod: boolean,
  path: Path,
): FieldError[] {
  if (!flag(spec, 'hostNetwork')) return [];
  const errors: FieldError[] = [];
  for (const [index, container] of objects(spec, 'containers').entries()) {
    for (const [position, port] of objects(container, 'ports').entries()) {
      const hostPort = integer(port, 'hostPort');
      if (hostPort === integer(port, 'containerPort') || (hostPort === 0 && !isPod)) continue;
      errors.push(
        invalid(
          path.child('containers').index(index).child('ports').index(position).child('hostPort'),
          hostPort,
          'must match `containerPort` when `hostNetwork` is true',
        ),
      );
    }
  }
  return errors;
}

/** The name that a pod gives itself, whatever its own (KEP-4762, validatePodHostName). */
export function validateHostnameOverride(spec: JsonObject, specPath: Path): FieldError[] {
  const hostname = optionalText(spec, 'hostnameOverride');
  if (hostname === undefined) return [];
  const path = specPath.child('hostnameOverride');
  const errors: FieldError[] = [];
  if (flag(spec, 'setHostnameAsFQDN')) {
    errors.push(forbidden(path, 'may not be specified when setHostnameAsFQDN is true'));
  }
  if (flag(spec, 'hostNetwork')) {
    errors.push(forbidden(path, 'may not be specified when hostNetwork is true'));
  }
  if (byteLength(hostname) > 64) errors.push(tooLong(path, 64));
  append(errors, invalidEach(path, hostname, dns1123Subdomain(hostname)));
  return errors;
}
