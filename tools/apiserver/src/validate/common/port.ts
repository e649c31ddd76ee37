import type { JsonObject } from 'kustomize-ts';
import { invalidEach, notSupported, required, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { optionalText } from '../../field/read.ts';
import { portName, portNumber, qualifiedName } from './names.ts';

// What the ports of Services, endpoints and containers have in common (pkg/apis/core/validation/validation.go).

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** A port by number or by the name of a container's port. Source: ValidatePortNumOrName. */
export function validatePortNumberOrName(port: number | string, path: Path): FieldError[] {
  return invalidEach(path, port, typeof port === 'number' ? portNumber(port) : portName(port));
}

/** The protocol of a port, which must have one. */
export function validateProtocol(protocol: string | undefined, path: Path): FieldError[] {
  if (protocol === undefined) return [required(path)];
  return PROTOCOLS.includes(protocol) ? [] : [notSupported(path, protocol, PROTOCOLS)];
}

/** What is spoken on a port, if it says so: a name like the keys of labels. */
export function validateAppProtocol(port: JsonObject, path: Path): FieldError[] {
  const protocol = optionalText(port, 'appProtocol');
  if (protocol === undefined) return [];
  return invalidEach(path.child('appProtocol'), protocol, qualifiedName(protocol));
}
